import { expect, test } from 'vitest';
import { coverage } from '../../../cli/commands/coverage.ts';
import { status } from '../../../cli/commands/status.ts';
import { EXIT } from '../../../cli/out.ts';
import { aDesk, threeReports } from '../desk.ts';

const [vendor] = threeReports.accounts;
const fleet = {
  accounts: [
    ...['acme-us', 'acme-uk', 'umbrella-us'].map((name) => ({ ...vendor, name })),
    { ...vendor, name: 'resting-us', enabled: false, secret: 'shared' },
  ],
};
const oneFails = { plans: { GET_VENDOR_SALES_REPORT: [{ end: 'FATAL', fatalText: 'Report options are invalid' } as const, {}] } };

test('status tells each account in one line: run, outcome, oldest unfinished, secret and next start', async () => {
  const plans = { GET_VENDOR_TRAFFIC_REPORT: [{ end: 'IN_PROGRESS' } as const, {}] };
  const { world, tell, json } = aDesk({ accounts: fleet, amazon: { plans } });
  await world.run({ account: 'acme-us', maxRuntimeMinutes: 10 });
  await world.run({ account: 'resting-us' });

  const { code, text } = await tell(status);

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/^11-25 06:\d\d {2}acme-us +succeeded +2 +1 +0 +1\d m \d\d s +116 d +11-25 11:00$/m);
  expect(text).toMatch(/^11-25 06:\d\d {2}resting-us +succeeded +3 +0 +0 +116 d +rests$/m);
  expect(text).toMatch(/^ +umbrella-us +no run yet +116 d +11-25 11:00$/m);
  expect((await json(status)).value).toContainEqual({
    ...{ account: 'umbrella-us', enabled: true },
    ...{ secretChangedAt: '2026-08-01T00:00:00Z', nextStartAt: '2026-11-25T11:00:00.000Z' },
  });
});

test('status of a pattern judges its accounts alone, and --failed shows only those that failed', async () => {
  const { world, tell } = aDesk({ accounts: fleet, amazon: oneFails });
  await world.run({ account: 'acme-us' });
  await world.run({ account: 'acme-uk' });

  const failed = await tell(status, { failed: true });
  const some = await tell(status, { account: 'umb*,acme-uk' });

  expect(failed.code).toBe(EXIT.failed);
  expect(failed.text.split('\n')[1]).toMatch(/acme-us +failed/);
  expect(failed.text).not.toContain('acme-uk');
  expect(failed.text).toContain('✗ acme-us: 1 of 3 reports failed');
  expect(some.code).toBe(EXIT.fine);
  expect(some.text.match(/(acme|umbrella|resting)-\w+/g)).toEqual(['acme-uk', 'umbrella-us']);
  expect((await tell(status, { failed: true, account: 'umb*' })).text).toBe(
    'There is no run yet. Start one with: npm run import -- start\n',
  );
});

test('who may not list secrets sees everything else', async () => {
  const { world, tell, ports } = aDesk({ accounts: fleet });
  await world.run({ account: 'acme-us' });
  const list = () => Promise.reject(new Error('AccessDenied'));
  const { code, text } = await tell(status, {}, { secrets: { ...ports.secrets, list } });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/acme-us +succeeded +3 +0 +0 +11-25 11:00/);
});

test('a pattern that no account has is refused, with the names there are', async () => {
  const { tell } = aDesk({ accounts: fleet });
  await expect(tell(coverage, { account: 'acne-*' })).rejects.toThrow(
    /"acne-\*" matches no account of the accounts file. It has: acme-us, /,
  );
  expect((await tell(coverage, { account: 'acme-*' })).text.match(/^acme-\w+(?=:)/gm)).toEqual(['acme-us', 'acme-uk']);
});
