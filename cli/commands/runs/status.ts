import { z } from 'zod';
import { msOf } from '../../../lambdas/core/instant.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { accountCalendars } from '../../answers/coverage/account-calendars.ts';
import { type AccountState, fleetOf } from '../../answers/fleet.ts';
import { statusPages } from '../../calendar/status-pages.ts';
import { cliCommand, text } from '../../command.ts';
import { hint, quoted } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts, Place } from '../../ports.ts';
import { ACCOUNTS_FLAG, isPattern } from '../../run/account-names.ts';
import { type KnownRun, knownRun, newestOfEach, newestRuns } from '../../run/known-runs.ts';
import { fleetTable } from '../../text/fleet-table.ts';
import { plainTable } from '../../text/plain-table.ts';
import { durationText, instantText, sizeText } from '../../text/quantities.ts';
import { bytesOf, failedLine, limitLines, statusWord, summaryOf } from '../../text/runs/run-lines.ts';

const HTML_FILE = 'status.html';

/** How each account does, or the last runs, and how they ended. */
export const status = cliCommand({
  name: 'status',
  declare: (command) =>
    command
      .summary('Shows how each account does, or its last runs.')
      .description('Shows each account in one line, or the last runs, and how they ended.')
      .option(ACCOUNTS_FLAG, 'one: its last runs; several, or a pattern: a line each')
      .option('--failed', 'only the accounts whose newest run failed')
      .option('--html [file]', `writes it as a page, with runs and calendars (default: ${HTML_FILE})`)
      .option('--limit <n>', 'the last so many runs (with one account: 10)')
      .addHelpText('after', example),
  args: z
    .object({
      account: text,
      failed: z.boolean().default(false),
      html: z.union([z.literal(true).transform(() => HTML_FILE), z.string().min(1)]).optional(),
      limit: z.coerce.number().int().min(1).max(100).optional(),
    })
    .refine(({ failed, html, limit }) => limit === undefined || (!failed && html === undefined), {
      path: ['limit'],
      message: 'has no effect beside "failed" and "html", which show the newest run of each account',
    }),
  run: async (ports, { account, failed: isFailedOnly, html, limit }, out) => {
    const isOne = account !== undefined && !isPattern(account) && !isFailedOnly && html === undefined;
    if (limit === undefined && !isOne) return printFleet(ports, { named: account, isFailedOnly, html }, out);
    const items = await newestRuns(ports, account, limit ?? RUNS_SHOWN);
    const judged = newestOfEach(items);
    const shown = items.slice(0, limit ?? RUNS_SHOWN);
    const all = new Map(await inParallel(uniqueOf([...shown, ...judged]), async (item) => [item, await knownRun(ports, item)] as const));
    const runs = shown.flatMap((item) => all.get(item) ?? []);
    const failed = judged.flatMap((item) => all.get(item) ?? []).filter(({ view }) => view.status === 'failed');
    answer(out, runs.map(summaryOf), () => (runs.length === 0 ? noRun(ports.place) : wordsOf(runs, failed, ports.place, out)));
    return failed.length > 0 ? EXIT.failed : EXIT.fine;
  },
});

type Fleet = { named: string | undefined; isFailedOnly: boolean; html: string | undefined };

/** One line an account, by its newest run. */
const printFleet = async (ports: CliPorts, { named, isFailedOnly, html }: Fleet, out: Out): Promise<number> => {
  const all = await fleetOf(ports, named);
  const isFailed = ({ run }: AccountState): boolean => run?.view.status === 'failed';
  const failed = all.filter(isFailed);
  const shown = isFailedOnly ? failed : all;
  if (html !== undefined) await writeFleetPages(ports, shown, html, out);
  answer(
    out,
    shown.map(({ run, ...state }) => ({ ...state, ...(run && summaryOf(run)) })),
    () => {
      if (all.every(({ run }) => run === undefined)) return noRun(ports.place);
      if (shown.length === 0) return 'The newest run of no account failed.';
      return [
        fleetTable(shown, ports.clock.now(), out),
        ...failed.flatMap(({ run }) => (run === undefined ? [] : failedLine(run, ports.place))),
        ...shown.flatMap(({ run }) => (run === undefined ? [] : limitLines(run))),
        ...(failed.length > 1 ? [`Try what failed again: ${hint(ports.place, redriveWords(named))}`] : []),
      ].join('\n');
    },
  );
  return failed.length > 0 ? EXIT.failed : EXIT.fine;
};

const writeFleetPages = async (ports: CliPorts, shown: readonly AccountState[], file: string, out: Out): Promise<void> => {
  const known = new Set((await ports.accounts()).accounts.map(({ name }) => name));
  const calendars = await accountCalendars(
    ports,
    shown.map(({ account }) => account).filter((name) => known.has(name)),
  );
  const pages = statusPages(shown, calendars, { file, nowMs: ports.clock.now(), quota: ports.settings().quotas.createReport });
  for (const page of pages) await ports.writeFile(page.file, page.text);
  out.note(`Page: ${file}, and ${pages.length - 1} beside it: the newest run and the calendars of each account`);
};

const redriveWords = (named: string | undefined): string => `redrive --failed${named === undefined ? '' : ` --account ${quoted(named)}`}`;

const noRun = (place: Place): string => `There is no run yet. Start one with: ${hint(place, 'start')}`;

const RUNS_SHOWN = 10;

const uniqueOf = <T>(all: readonly T[]): T[] => [...new Set(all)];

const wordsOf = (runs: readonly KnownRun[], failed: readonly KnownRun[], place: Place, out: Out): string =>
  [
    plainTable(HEADS, runs.map(rowOf), { ...out, wraps: [1] }),
    ...failed.map((run) => failedLine(run, place)),
    ...runs.flatMap(limitLines),
  ].join('\n');

const HEADS = ['started', 'account', 'status', 'saved', 'no data', 'left', 'failed', 'size', 'against plan'];

const rowOf = (run: KnownRun): string[] => {
  const { view } = run;
  const { counts } = view;
  const bytes = bytesOf(view);
  return [
    instantText(view.startedAt).slice(0, 16),
    view.account,
    statusWord(run),
    ...[counts.saved, counts.noData, counts.unfinished, counts.failed].map(String),
    bytes > 0 ? sizeText(bytes) : '',
    againstPlan(view),
  ];
};

/** `+28 m 00 s` late, `-2 m 10 s` early, or when it is to be over. */
const againstPlan = ({ plannedFinishAt, finishedAt }: RunView): string => {
  if (plannedFinishAt === undefined) return '';
  if (finishedAt === undefined) return `due ${plannedFinishAt.slice(11, 16)} UTC`;
  const lateMs = msOf(finishedAt) - msOf(plannedFinishAt);
  return `${lateMs < 0 ? '-' : '+'}${durationText(Math.abs(lateMs))}`;
};

const example = `
Exit code 1 when the newest run of any account failed, so that a script can ask.
A run that failed before it asked for anything is among them, with its cause.

Examples:
  npm run import -- status --account "acme-*" --failed
  npm run import -- status --account acme-vendor-us --limit 30
  npm run import -- status --html fleet.html`;
