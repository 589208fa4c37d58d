import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { repeatsIn } from '../../lambdas/core/input/repeated-asins.ts';
import { type LocalWorld, openLocalWorld } from '../../test/harness/local-world.ts';
import { endOn } from './file-trouble.ts';
import { fetchFiles, follow } from './following.ts';
import { ACCOUNTS_FILE, DIRECTORY, type Options, startLine, usage } from './options.ts';
import { begun, redriven } from './starting.ts';
import { copyTables } from './table-copies.ts';

/** Exit 0 when every run succeeded, 1 when one failed, 2 for bad usage. */
const main = async (args: readonly string[]): Promise<number> => {
  const options: Options = usage().parse(args, { from: 'user' }).opts();
  const world = await openLocalWorld({
    directory: options.directory,
    accountsFile: options.accountsFile,
    scenario: options.scenario,
    continuesScenario: options.redrive ?? false,
  });
  for (const repeats of repeatsIn(world.accounts)) process.stderr.write(`${repeats}\n`);
  const isStopped = stopping(world, options);
  try {
    const started = options.redrive ? redriven(world, options.account) : begun(world, options);
    if (started.length === 0) {
      process.stderr.write(`There is no failed run to redrive. Start one with: ${startLine(options, '--scenario bad-day')}\n`);
      return 2;
    }
    return await follow(world, started, options);
  } finally {
    if (!isStopped()) await world.close();
  }
};

/** Ctrl-C leaves what a killed process leaves, and says that the import can be continued. */
const stopping = (world: LocalWorld, options: Options): (() => boolean) => {
  let isStopped = false;
  const stop = async () => {
    isStopped = true;
    // What is in flight loses its servers now: its errors are of no use to anyone.
    process.removeAllListeners('uncaughtException').on('uncaughtException', () => {});
    await world.close();
    process.stderr.write(`\nStopped. The next start resumes here: ${startLine(options)}\n`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => isStopped;
};

/** Runs the operator's commands on what the last start left: for `npm run import -- --local …`. */
export const withLocalWorld = async (
  run: () => Promise<number>,
  directory = DIRECTORY,
  begins = false,
  accountsFile = ACCOUNTS_FILE,
): Promise<number> => {
  if (!begins && !existsSync(directory))
    throw new InvalidInputError(
      `There is no folder ${directory}/, so there is no local run yet. Start one with: ${startLine({ directory, accountsFile })}`,
    );
  const world = await openLocalWorld({ directory, accountsFile, scenario: 'everyday', continuesScenario: true });
  process.on('uncaughtException', endOn);
  try {
    process.env['STATE_MACHINE_ARN'] = world.engine.stateMachineArn;
    const openedAt = new Date().toISOString();
    const code = await run();
    let isChanged = false;
    for (const { name } of world.accounts) {
      for (const { runId, finishedAt = '' } of await world.ledger.latestRuns(name, 10)) {
        const view = finishedAt >= openedAt ? await world.view(name, runId) : undefined;
        if (view === undefined) continue;
        await fetchFiles(world, view);
        isChanged = true;
      }
    }
    if (isChanged) await copyTables(world, directory);
    return code;
  } finally {
    await world.close();
  }
};

if (import.meta.main) {
  // Its memory is saved by a timer: a disk that is full shows there.
  process.on('uncaughtException', endOn);
  // Whoever reads may stop early (`| head`): the import continues.
  process.stdout.on('error', () => {});
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof InvalidInputError) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof CommanderError)) endOn(error);
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}
