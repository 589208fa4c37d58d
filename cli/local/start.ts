import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type RunView, summaryKeyOf } from '../../lambdas/core/record/run-view.ts';
import type { Execution } from '../../test/harness/engine/records.ts';
import { type LocalWorld, openLocalWorld } from '../../test/harness/local-world.ts';
import { type ScenarioName, scenarios } from '../../test/harness/scenarios.ts';
import { callCounts } from '../../test/harness/selling-partner/an-amazon.ts';
import { types } from '../command.ts';
import { progress } from '../run/progress.ts';
import { runTable } from '../text/run-table.ts';
import { timelineHtml } from '../timeline/page.ts';
import { endOn } from './file-trouble.ts';

const DIRECTORY = '.local';
const ACCOUNTS_FILE = 'infra/accounts.json';
const LOOK_EVERY_MS = 400;

type Options = {
  account?: string;
  reportTypes?: string[];
  from?: string;
  to?: string;
  force?: boolean;
  scenario: ScenarioName;
  redrive?: boolean;
  json?: boolean;
  directory: string;
};

const usage = (): Command =>
  new Command('npm start --')
    .description('Runs one import on this machine: the real workflow and steps, S3, DynamoDB and a fake Amazon on loopback.')
    .option('--account <name>', `only this account of ${ACCOUNTS_FILE} (default: each of them)`)
    .option('--types, --report-types <names>', 'only these report types, separated by commas', (names) => types.parse(names) ?? [])
    .option('--from <day>', 'backfill: first day, as in 2026-11-01')
    .option('--to <day>', 'backfill: last day (default: up to the newest published period)')
    .option('--force', 'also what is fresh or saved already')
    .addOption(new Option('--scenario <name>', 'the story that Amazon plays').choices(Object.keys(scenarios)).default('everyday'))
    .option('--redrive', 'redrives the last failed run of each account')
    .option('--directory <path>', 'where it leaves its files and its memory', DIRECTORY)
    .option('--json', 'one JSON object on stdout, progress on stderr')
    .addHelpText(
      'after',
      `\nScenarios:\n${about()}\n\nExamples:\n  npm start\n  npm start -- --account acme-vendor-us --scenario bad-day\n  npm start -- --redrive`,
    )
    .addHelpText('after', `\nWhat it leaves lies in ${DIRECTORY}/ and the next start goes on from it; remove the folder to begin anew.`)
    .exitOverride();

const about = (): string =>
  Object.entries(scenarios)
    .map(([name, story]) => `  ${name.padEnd(9)} ${story.about}`)
    .join('\n');

/** Exit 0 when every run succeeded, 1 when one failed, 2 for bad usage. */
const main = async (args: readonly string[]): Promise<number> => {
  const options: Options = usage().parse(args, { from: 'user' }).opts();
  const world = await openLocalWorld({
    directory: options.directory,
    accountsFile: ACCOUNTS_FILE,
    scenario: options.scenario,
    goesOn: options.redrive ?? false,
  });
  const isStopped = stopping(world);
  try {
    const started = options.redrive ? redriven(world, options.account) : begun(world, options);
    if (started.length === 0) {
      process.stderr.write('There is no failed run to redrive: start one with `npm start -- --scenario bad-day`\n');
      return 2;
    }
    return await follow(world, started, options);
  } finally {
    if (!isStopped()) await world.close();
  }
};

/** Ctrl-C leaves what a killed process leaves, and the word that it can be gone on from. */
const stopping = (world: LocalWorld): (() => boolean) => {
  let isStopped = false;
  const stop = async () => {
    isStopped = true;
    await world.close();
    process.stderr.write('\nStopped. The next start goes on from here.\n');
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => isStopped;
};

type Started = { account: string; arn: string; callsBefore: number };

const begun = (world: LocalWorld, { account, reportTypes, from, to, force }: Options): Started[] => {
  const name = `local-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
  const names = account === undefined ? world.accounts.map((known) => known.name) : [account];
  return names.map((one) => {
    const input = { account: one, ...(reportTypes && { reportTypes }), ...(from && { from }), ...(to && { to }), ...(force && { force }) };
    return { account: one, callsBefore: world.amazon.calls.length, arn: world.engine.startExecution({ name: `${name}-${one}`, input }) };
  });
};

/** The newest run of each account that got as far as importing, if it failed. */
const redriven = (world: LocalWorld, only: string | undefined): Started[] => {
  const newest = new Map<string, Execution>();
  for (const execution of world.engine.executions()) {
    const isRun = execution.parent === undefined && execution.error !== 'InvalidInputError';
    if (isRun && (only ?? accountOf(execution)) === accountOf(execution)) newest.set(accountOf(execution), execution);
  }
  return [...newest].flatMap(([account, { arn, status }]) => {
    if (status !== 'FAILED') return [];
    world.engine.redrive(arn);
    return [{ account, arn, callsBefore: world.amazon.calls.length }];
  });
};

const accountOf = ({ input }: Execution): string =>
  typeof input === 'object' && input !== null && 'account' in input ? String(input.account) : '';

const follow = async (world: LocalWorld, started: readonly Started[], options: Options): Promise<number> => {
  const screen = progress(process.stderr, { isTTY: process.stderr.isTTY === true && !options.json });
  const look = async () => (await Promise.all(started.map((one) => viewOf(world, one)))).flatMap((view) => view ?? []);
  const timer = setInterval(() => look().then(screen.update), LOOK_EVERY_MS);
  const executions = await Promise.all(started.map(({ arn }) => world.engine.settled(arn)));
  clearInterval(timer);
  const views = await look();
  screen.update(views);
  screen.done();
  const shown = views.filter(({ jobs }) => jobs.length > 0);
  // A start that had nothing to do keeps the picture of the one before.
  if (shown.length > 0)
    await writeFile(join(options.directory, 'timeline.html'), timelineHtml(shown, { quota: world.settings.quotas.createReport }));
  for (const view of views) await fetchFiles(world, view);
  if (options.json) process.stdout.write(`${JSON.stringify(asJson(world, started, executions, views), null, 2)}\n`);
  else report(executions, views, options.directory);
  if (executions.some(({ error }) => error === 'InvalidInputError')) return 2;
  return executions.every(({ status }) => status === 'SUCCEEDED') ? 0 : 1;
};

/** Documents and summary, to where a person can open them. */
const fetchFiles = async (world: LocalWorld, view: RunView): Promise<void> => {
  for (const { objectKey } of view.jobs) if (objectKey !== undefined) await world.fetchObject(objectKey);
  if (view.finishedAt !== undefined) await world.fetchObject(summaryKeyOf(view));
};

const viewOf = (world: LocalWorld, { account, arn }: Started): Promise<RunView | undefined> =>
  world.view(account, world.engine.execution(arn)?.name ?? '');

const report = (executions: readonly Execution[], views: readonly RunView[], directory: string): void => {
  const width = process.stdout.columns ?? 120;
  const colour = process.stdout.isTTY === true;
  for (const view of views) process.stdout.write(`\n${runTable(view, { width, colour })}\n`);
  const causes = executions.flatMap(({ status, cause }) =>
    status === 'SUCCEEDED' ? [] : [messageOf(cause).replace('s3://reports/', `${relative('.', join(directory, 'files'))}/`)],
  );
  for (const cause of new Set(causes)) process.stdout.write(`\n${cause}\n`);
  if (views.some(({ jobs }) => jobs.length > 0)) {
    process.stdout.write(`\nThe files are in ${relative('.', join(directory, 'files'))}/\n`);
    process.stdout.write(`A picture of the run: ${relative('.', join(directory, 'timeline.html'))}\n`);
  } else if (causes.length === 0) {
    process.stdout.write(`\nNothing was due. Ask all the same with --force, or remove ${directory}/ to begin anew.\n`);
  }
  if (executions.some(({ status, error }) => status === 'FAILED' && error !== 'InvalidInputError')) {
    const where = directory === DIRECTORY ? '' : ` --directory ${directory}`;
    process.stdout.write(`Try the failed ones again with: npm start -- --redrive${where}\n`);
  }
};

/** The words of a Cause; Lambda wraps them in JSON. */
const messageOf = (cause: string | undefined): string => {
  const wrapped: unknown = cause?.startsWith('{') ? JSON.parse(cause) : undefined;
  return typeof wrapped === 'object' && wrapped !== null && 'errorMessage' in wrapped ? String(wrapped.errorMessage) : (cause ?? '');
};

const asJson = (world: LocalWorld, started: readonly Started[], executions: readonly Execution[], views: readonly RunView[]) => ({
  runs: started.map(({ account, callsBefore }, index) => {
    const execution = executions[index];
    const calls = callsOf(world, account, callsBefore);
    const view = views.find((one) => one.account === account);
    const failure = execution?.status === 'SUCCEEDED' ? {} : { error: execution?.error, cause: messageOf(execution?.cause) };
    if (view === undefined) return { account, status: 'failed', ...failure, calls };
    return { ...view, status: execution?.status === 'SUCCEEDED' ? 'succeeded' : 'failed', ...failure, calls };
  }),
});

/** What Amazon heard from one account since the start. */
const callsOf = (world: LocalWorld, account: string, before: number) => {
  const { grants, calls } = world.amazon;
  const partner = grants.find(({ refreshToken }) => refreshToken === `Atzr|local-${account}`)?.sellingPartnerId;
  const mine = calls.slice(before).filter(({ sellingPartnerId }) => sellingPartnerId === partner);
  const { createReport, getReport, getReports, getReportDocument, throttled } = callCounts({ ...world.amazon, calls: mine });
  return { createReport, getReport, getReports, getReportDocument, throttled };
};

/** Runs the operator's commands on what the last start left: for `npm run import -- --local …`. */
export const withLocalWorld = async (run: () => Promise<number>, directory = DIRECTORY, begins = false): Promise<number> => {
  if (!begins && !existsSync(directory))
    throw new InvalidInputError(`There is no folder ${directory}/, so there is no local run yet. Start one with: npm start`);
  const world = await openLocalWorld({ directory, accountsFile: ACCOUNTS_FILE, scenario: 'everyday', goesOn: true });
  process.on('uncaughtException', endOn);
  try {
    process.env['STATE_MACHINE_ARN'] = world.engine.stateMachineArn;
    const openedAt = new Date().toISOString();
    const code = await run();
    for (const { name } of world.accounts) {
      for (const { runId, finishedAt = '' } of await world.ledger.latestRuns(name, 10)) {
        const view = finishedAt >= openedAt ? await world.view(name, runId) : undefined;
        if (view !== undefined) await fetchFiles(world, view);
      }
    }
    return code;
  } finally {
    await world.close();
  }
};

if (import.meta.main) {
  // Its memory is saved by a timer: a disk that is full shows there.
  process.on('uncaughtException', endOn);
  // Whoever reads may stop early (`| head`): the import goes on.
  process.stdout.on('error', () => {});
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof InvalidInputError) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof CommanderError)) endOn(error);
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}
