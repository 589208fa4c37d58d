import { expect, test } from 'vitest';
import { stepNeeds } from '../../../infra/functions/step-needs.ts';
import { placeholderOf, type StepName, stepNames } from '../../../infra/workflow/definition.ts';
import { aWorld, type WorldOptions } from '../../harness/a-world.ts';
import { currentInvocation } from '../../harness/engine/lambda.ts';
import { fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import type { Behaviour } from '../../harness/selling-partner/types.ts';

/** The AWS actions that the calls of the ports need. A conditional put reads the item when its condition does not hold. */
const actions: Readonly<Record<string, readonly string[]>> = {
  readJob: ['GetItem'],
  readRun: ['GetItem'],
  readLine: ['GetItem'],
  readJobs: ['BatchGetItem'],
  jobsWithPrefix: ['Query'],
  jobsBetween: ['Query'],
  openJobs: ['Query', 'Query openJobs'],
  latestRuns: ['Query latestRuns'],
  writeJob: ['PutItem', 'GetItem'],
  writeRun: ['PutItem', 'GetItem'],
  advanceLine: ['UpdateItem'],
  restartLine: ['UpdateItem'],
  holdLine: ['UpdateItem'],
  setPace: ['UpdateItem'],
  readLimitLine: ['GetItem'],
  writeLimitLine: ['PutItem', 'GetItem'],
  upload: ['PutObject', 'AbortMultipartUpload', 'GetObject'],
  complete: ['PutObject'],
  writeJson: ['PutObject'],
  head: ['GetObject'],
  read: ['GetObject'],
  remove: ['DeleteObject'],
  describe: ['DescribeExecution'],
};

const taken = new Map<StepName, Set<string>>(stepNames.map((step) => [step, new Set()]));

const record = async (operation: string): Promise<undefined> => {
  const step = stepNames.find((name) => placeholderOf(name) === currentInvocation()?.functionName);
  if (step !== undefined) for (const action of actions[operation] ?? [`unknown: ${operation}`]) taken.get(step)?.add(action);
};

/** A world with one report that takes this path. */
const aWorldOf = (behaviour: Behaviour, settings: WorldOptions['settings'] = {}) =>
  aWorld({ settings, before: record, amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: behaviour } } });

test('a step may take the actions that it takes, and no other', async () => {
  await aWorldOf({}).run();
  // A file of an earlier version of the document, for a month without rows in the new one.
  const restated = aWorldOf({});
  await restated.run();
  for (const job of Object.values(restated.ledgerState.jobs['acme-vendor-us'] ?? {}))
    job.tables?.files.push('tables/x/month=2026-10/old.parquet');
  await restated.run({ account: 'acme-vendor-us', force: true });
  const failing = aWorldOf({ end: 'FATAL', fatalText: fatalTexts.optionsMissing(['x']) });
  await failing.redrive(await failing.run());
  // Given up while queued: cancelled at Amazon, which takes a turn of its own.
  await aWorldOf({ end: 'IN_QUEUE' }, { maxRuntimeMinutes: 120, giveUpAfterHours: 1 }).run();
  // Its createReport is not answered, though Amazon makes the report: it is looked up, and so are the jobs that may own it.
  let isLost = false;
  const unanswered = ({ operation }: { operation: string }) => {
    if (operation !== 'createReport' || isLost) return 'pass' as const;
    isLost = true;
    return { kind: 'status', status: 500, acted: true } as const;
  };
  await aWorld({ before: record, intercept: unanswered }).run();
  // Denied: earlier documents of the type decide how that is explained.
  await aWorldOf({ refusal: { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' } }).run();
  // Left open: the next run checks whether the previous one is still running.
  const slow = aWorldOf({ queueSeconds: 1000 }, { maxRuntimeMinutes: 5 });
  await slow.run();
  await slow.run();

  const granted = stepNames.map((step) => {
    const { ledger, index, objects } = stepNeeds[step];
    const describes = ['plan', 'settle'].includes(step) ? ['DescribeExecution'] : [];
    return [
      step,
      [...ledger, ...(index ? [`Query ${index}`] : []), ...new Set((objects ?? []).flatMap(({ actions }) => actions)), ...describes].sort(),
    ];
  });
  expect(Object.fromEntries([...taken].map(([step, seen]) => [step, [...seen].sort()]))).toEqual(Object.fromEntries(granted));
});
