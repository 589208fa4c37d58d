import { expect, test } from 'vitest';
import { accounts } from '../../../../cli/commands/setup/accounts.ts';
import { EXIT } from '../../../../cli/out.ts';
import { aDesk, threeReports } from '../../desk.ts';

const [vendor] = threeReports.accounts;
const file = { accounts: [vendor, { ...vendor, name: 'acme-uk', enabled: false, secret: 'shared' }, { ...vendor, name: 'acme-de' }] };

test('accounts list shows what the file says, of those that are meant', async () => {
  const { tell, json } = aDesk({ accounts: file });
  const { code, text } = await tell(accounts, { ref: ['list'] });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/^acme-vendor-us +vendor +US +3 +cron\(0 6 \* \* \? \*\) +America\/New_York +acme-vendor-/m);
  expect(text).toMatch(/^acme-uk +vendor +US +3 +rests +America\/New_York +shared$/m);
  expect(text).toContain('3 accounts of accounts.json');
  expect((await json(accounts, { ref: ['list'], account: 'acme-d*' })).value).toMatchObject([{ name: 'acme-de' }]);
});

test('accounts check is content where file, secrets and schedules agree', async () => {
  const { tell } = aDesk({ accounts: file });
  expect(await tell(accounts, { ref: ['check'] })).toMatchObject({
    code: EXIT.fine,
    text: '· acme-uk: its schedule rests by "enabled": false\nFile, secrets and schedules agree.\n',
  });
});

test('accounts check tells each difference and what to do about it', async () => {
  const { tell, ports } = aDesk({ accounts: file });
  const known = new Map([
    ['acme-vendor-us', { hasValue: true, changedAt: '2026-06-01T00:00:00Z' }],
    ['shared', { hasValue: false }],
    ['left-over', { hasValue: true }],
  ]);
  const some = { secrets: { ...ports.secrets, list: async () => known }, schedules: async () => ['one', 'two'] };

  const { code, text } = await tell(accounts, { ref: ['check'] }, some);

  expect(code).toBe(EXIT.failed);
  expect(text).toContain(
    '✗ acme-vendor-us: the secret acme-vendor-us was last changed 177 days ago\n  Next: rotate the client secret, then: ',
  );
  expect(text).toContain('✗ acme-uk: the secret shared has no value\n  Next: npm run import -- secrets put acme-uk');
  expect(text).toContain('✗ acme-de: the stack has no secret acme-de: it is not deployed\n  Next: npx cdk deploy');
  expect(text).toContain('· the secret left-over is of no account');
  expect(text).toContain('✗ the stack has 2 schedules, and the file 3 accounts\n  Next: npx cdk deploy');
  expect(text).toContain('4 differences to mend.');
  expect((await tell(accounts, { ref: ['check'], account: 'acme-de' }, some)).text).toContain('1 difference to mend.');
});
