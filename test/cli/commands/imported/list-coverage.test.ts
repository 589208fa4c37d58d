import { expect, test } from 'vitest';
import { coverage } from '../../../../cli/commands/imported/coverage.ts';
import { fatalTexts } from '../../../harness/selling-partner/reports/fatal-texts.ts';
import { aDesk } from '../../desk.ts';

const asins = Array.from({ length: 20 }, (_, at) => `B${String(at + 1).padStart(9, '0')}`);
const accounts = {
  accounts: [
    {
      name: 'acme-seller-us',
      kind: 'seller',
      marketplaces: ['US'],
      timeZone: 'America/New_York',
      schedule: 'cron(30 6 * * ? *)',
      reports: [{ type: 'SearchQueryPerformanceReport', options: { reportPeriod: 'WEEK' }, asins }],
    },
  ],
};

test('a list of products is counted over its documents, and names what is missing', async () => {
  const late = { end: 'FATAL', fatalText: fatalTexts.clientError } as const;
  const plans = { GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT: [{}, late] };
  const { world, execute, json } = aDesk({ startAt: '2026-11-27T12:00:00Z', accounts, amazon: { plans } });
  await world.run();

  const list = 'SearchQueryPerformanceReport/US/reportPeriod=WEEK';
  expect((await json(coverage)).value).toMatchObject([
    { lists: [{ list, asins: 20, periods: [{ start: '2026-11-15', end: '2026-11-21', answered: 18, missing: asins.slice(18) }] }] },
  ]);
  expect((await execute(coverage)).text).toContain(
    `Products of lists:\n  ${list}\n    2026-11-15..21: 18 of 20, without B000000019 B000000020`,
  );
});
