import { expect, test } from 'vitest';
import { accounts } from '../../../../cli/commands/setup/accounts.ts';
import { EXIT } from '../../../../cli/out.ts';
import { aDesk, threeReports } from '../../desk.ts';

const [vendor] = threeReports.accounts;
const file = { accounts: [vendor, { ...vendor, name: 'acme-uk', enabled: false, secret: 'shared' }, { ...vendor, name: 'acme-de' }] };

test('accounts list shows the selected accounts as the file has them', async () => {
  const { execute, json } = aDesk({ accounts: file });
  const { code, text } = await execute(accounts, { ref: ['list'] });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/^acme-vendor-us +vendor +US +3 +cron\(0 6 \* \* \? \*\) +America\/New_York +acme-vendor-/m);
  expect(text).toMatch(/^acme-uk +vendor +US +3 +rests +America\/New_York +shared$/m);
  expect(text).toContain('3 accounts of accounts.json');
  expect((await json(accounts, { ref: ['list'], account: 'acme-d*' })).value).toMatchObject([{ name: 'acme-de' }]);
});

test('accounts check succeeds when file, secrets and schedules agree', async () => {
  const { execute } = aDesk({ accounts: file });
  expect(await execute(accounts, { ref: ['check'] })).toMatchObject({
    code: EXIT.fine,
    text: '· acme-uk: its schedule rests by "enabled": false\nFile, secrets and schedules agree.\n',
  });
});

test('accounts check shows each difference and what to do about it', async () => {
  const { execute, ports } = aDesk({ accounts: file });
  const known = new Map([
    ['acme-vendor-us', { hasValue: true, changedAt: '2026-06-01T00:00:00Z' }],
    ['shared', { hasValue: false }],
    ['left-over', { hasValue: true }],
  ]);
  const some = { secrets: { ...ports.secrets, list: async () => known }, schedules: async () => ['one', 'two'] };

  const { code, text } = await execute(accounts, { ref: ['check'] }, some);

  expect(code).toBe(EXIT.failed);
  expect(text).toContain(
    '✗ acme-vendor-us: the secret acme-vendor-us was last changed 177 days ago\n  Next: rotate the client secret, then: ',
  );
  expect(text).toContain('✗ acme-uk: the secret shared has no value\n  Next: npm run import -- secrets put acme-uk');
  expect(text).toContain('✗ acme-de: the stack has no secret acme-de: it is not deployed\n  Next: npx cdk deploy');
  expect(text).toContain('· the secret left-over is of no account');
  expect(text).toContain('✗ the stack has 2 schedules, and the file 3 accounts\n  Next: npx cdk deploy');
  expect(text).toContain('4 differences to fix.');
  expect((await execute(accounts, { ref: ['check'], account: 'acme-de' }, some)).text).toContain('1 difference to fix.');
});
