import { expect, test } from 'vitest';
import { nextStartMs } from '../../../cli/answers/next-start.ts';

const now = Date.parse('2026-11-25T06:00:00Z');

test.for([
  ['cron(0 6 * * ? *)', 'UTC', '2026-11-26T06:00:00.000Z'],
  ['cron(0 6 * * ? *)', 'America/New_York', '2026-11-25T11:00:00.000Z'],
  ['cron(30 4,16 ? * MON-FRI *)', 'Europe/Berlin', '2026-11-25T15:30:00.000Z'],
  ['cron(0/20 * * * ? *)', 'UTC', '2026-11-25T06:20:00.000Z'],
  ['cron(0 5 ? * SUN *)', 'UTC', '2026-11-29T05:00:00.000Z'],
  ['cron(15 10 1 JAN,JUL ? *)', 'UTC', '2027-01-01T10:15:00.000Z'],
  // The clocks of Berlin jumped over it on 28 March 2027: Scheduler starts an hour later.
  ['cron(30 2 28 3 ? 2027)', 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
] as const)('%s in %s starts next at %s', ([schedule, timeZone, at]) => {
  expect(new Date(nextStartMs({ schedule, timeZone, enabled: true }, now) ?? 0).toISOString()).toBe(at);
});

test('a schedule that is disabled, over, or of a form that is not computed here has no next start', () => {
  const timeZone = 'UTC';
  expect(nextStartMs({ schedule: 'cron(0 6 * * ? *)', timeZone, enabled: false }, now)).toBeUndefined();
  expect(nextStartMs({ schedule: 'cron(0 6 * * ? 2025)', timeZone, enabled: true }, now)).toBeUndefined();
  expect(nextStartMs({ schedule: 'cron(0 6 L * ? *)', timeZone, enabled: true }, now)).toBeUndefined();
});
