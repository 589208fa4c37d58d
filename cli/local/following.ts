import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { summaryKeyOf } from '../../lambdas/core/record/view/summary-key.ts';
import type { LocalWorld } from '../../test/harness/local-world.ts';
import { progress } from '../run/progress.ts';
import { timelineHtml } from '../timeline/page.ts';
import { firstAnswer } from './first-answer.ts';
import type { Options } from './options.ts';
import { asJson, report } from './reporting.ts';
import type { Started } from './starting.ts';
import { copyTables } from './table-copies.ts';

const POLL_EVERY_MS = 400;

export const follow = async (world: LocalWorld, started: readonly Started[], options: Options): Promise<number> => {
  const screen = progress(process.stderr, { isTTY: process.stderr.isTTY === true && !options.json });
  const look = async () => (await Promise.all(started.map((one) => viewOf(world, one)))).flatMap((view) => view ?? []);
  const timer = setInterval(() => look().then(screen.update), POLL_EVERY_MS);
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
  await copyTables(world, options.directory);
  if (options.json) process.stdout.write(`${JSON.stringify(asJson(world, started, executions, views), null, 2)}\n`);
  else {
    const screenLook = { width: process.stdout.columns ?? 120, colour: process.stdout.isTTY === true };
    process.stdout.write(report(executions, views, options, screenLook));
    if (shown.length > 0) process.stdout.write(['', await answerOr(options.directory, screenLook), ''].join('\n'));
  }
  if (executions.some(({ error }) => error === 'InvalidInputError')) return 2;
  return executions.every(({ status }) => status === 'SUCCEEDED') ? 0 : 1;
};

/** A machine without DuckDB has imported all the same. */
const answerOr = (directory: string, look: { width: number; colour: boolean }): Promise<string> =>
  firstAnswer(directory, look).catch(
    (error: unknown) => `The tables could not be queried: ${error instanceof Error ? error.message : error}`,
  );

/** Documents and summary, to where a person can open them. */
export const fetchFiles = async (world: LocalWorld, view: RunView): Promise<void> => {
  for (const { objectKey } of view.jobs) if (objectKey !== undefined) await world.fetchObject(objectKey);
  if (view.finishedAt !== undefined) await world.fetchObject(summaryKeyOf(view));
};

const viewOf = (world: LocalWorld, { account, arn }: Started): Promise<RunView | undefined> =>
  world.view(account, world.engine.execution(arn)?.name ?? '');
