import { msOf } from '../../lambdas/core/instant.ts';
import type { SeriesCalendar } from '../answers/coverage/calendar.ts';
import type { AccountState } from '../answers/fleet.ts';
import { counted, durationText, instantText } from '../text/quantities.ts';
import { statusWord, whyFailed } from '../text/runs/run-lines.ts';
import { escaped } from '../timeline/escaped.ts';
import { htmlPage } from '../timeline/html-page.ts';
import { timelineStyle } from '../timeline/style.ts';
import { totalsOf } from './page.ts';
import { daySign } from './signs.ts';
import { calendarStyle } from './style.ts';

/** `calendarFile`, `runFile`: pages beside this one. */
export type StatusLine = AccountState & { calendars?: readonly SeriesCalendar[]; calendarFile?: string; runFile?: string };

const HEADS = ['last run, UTC', 'outcome', 'saved', 'unfinished', 'oldest unfinished', 'secret’s age', 'next start, UTC', 'days'] as const;

/** How each account does, one line each, those in trouble first; with the way to its newest run and its calendars. */
export const statusPage = (lines: readonly StatusLine[], nowMs: number): string =>
  htmlPage({
    title: `How ${counted(lines.length, 'account')} ${lines.length === 1 ? 'does' : 'do'}`,
    style: `${timelineStyle}${calendarStyle}`,
    body: `<main>
<h1>${counted(lines.length, 'account')}</h1>
<p class="when">At ${instantText(new Date(nowMs).toISOString())}. An account is judged by its newest run.</p>
${figures(lines, nowMs)}
<div class="scroll" role="region" aria-label="All accounts" tabindex="0"><table class="fleet">
<thead><tr><th scope="col">account</th>${HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${inOrder(lines)
  .map((line) => lineRow(line, nowMs))
  .join('\n')}
</tbody></table></div>
</main>`,
  });

type Kind = 'failed' | 'running' | 'none' | 'succeeded';
const kindOf = ({ run }: AccountState): Kind => run?.view.status ?? 'none';
const KINDS: readonly Kind[] = ['failed', 'running', 'none', 'succeeded'];

const inOrder = (lines: readonly StatusLine[]): StatusLine[] =>
  lines.toSorted((a, b) => KINDS.indexOf(kindOf(a)) - KINDS.indexOf(kindOf(b)));

const figures = (lines: readonly StatusLine[], nowMs: number): string => {
  const count = (kind: Kind): number => lines.filter((line) => kindOf(line) === kind).length;
  const unfinished = oldest(lines, 'oldestUnfinishedAt');
  const secret = oldest(lines, 'secretChangedAt');
  const all: [string, string, string, string][] = [
    ['saved', 'succeeded', String(count('succeeded')), ''],
    ['failed', 'failed', String(count('failed')), count('failed') > 0 ? 'redrive --failed tries again' : ''],
    ['plain', 'running', String(count('running')), ''],
    ['plain', 'without a run', String(count('none')), ''],
    ['unfinished', 'oldest unfinished', unfinished ? durationText(nowMs - msOf(unfinished.at)) : 'none', unfinished?.account ?? ''],
    ['plain', 'oldest secret', secret ? daysText(secret.at, nowMs) : 'unknown', secret?.account ?? ''],
  ];
  return `<dl class="figures">${all
    .map(
      ([look, name, value, note]) =>
        `<div class="figure ${look}${['0', 'none', 'unknown'].includes(value) ? ' zero' : ''}"><dt>${name}</dt><dd>${value} <small>${escaped(note)}</small></dd></div>`,
    )
    .join('')}</dl>`;
};

const oldest = (
  lines: readonly StatusLine[],
  field: 'oldestUnfinishedAt' | 'secretChangedAt',
): { account: string; at: string } | undefined =>
  lines.flatMap(({ account, [field]: at }) => (at === undefined ? [] : [{ account, at }])).sort((a, b) => (a.at < b.at ? -1 : 1))[0];

/** Amazon ends a client secret 180 days after it issued it: the alarm `ClientSecretOld` goes off then. */
const OLD_SECRET_DAYS = 165;
const DAY_MS = 86_400_000;
const daysOld = (instant: string, nowMs: number): number => Math.floor((nowMs - msOf(instant)) / DAY_MS);
const daysText = (instant: string, nowMs: number): string => `${daysOld(instant, nowMs)} d`;

const lineRow = (line: StatusLine, nowMs: number): string => {
  const { account, enabled, run, runFile, oldestUnfinishedAt, secretChangedAt, nextStartAt } = line;
  const started = run === undefined ? '' : minuteText(run.view.startedAt);
  const isOld = secretChangedAt !== undefined && daysOld(secretChangedAt, nowMs) >= OLD_SECRET_DAYS;
  const cells = [
    runFile === undefined ? started : `<a href="${encodeURIComponent(runFile)}">${started}</a>`,
    outcomeCell(line),
    run === undefined ? '' : String(run.view.counts.saved),
    run === undefined || run.view.counts.unfinished === 0 ? '' : String(run.view.counts.unfinished),
    oldestUnfinishedAt === undefined ? '' : durationText(nowMs - msOf(oldestUnfinishedAt)),
    secretChangedAt === undefined ? '' : `${isOld ? `${daySign('unusual')}` : ''}${daysText(secretChangedAt, nowMs)}`,
    enabled ? minuteText(nextStartAt) : 'rests',
    daysCell(line),
  ];
  return `<tr><th scope="row">${escaped(account)}</th>${cells.map((cell, index) => `<td data-head="${HEADS[index]}">${cell}</td>`).join('')}</tr>`;
};

const SIGNS = { failed: 'failed', running: 'unfinished', none: 'no-data', succeeded: 'saved' } as const;

const outcomeCell = (line: StatusLine): string => {
  const { run } = line;
  const kind = kindOf(line);
  const word = run === undefined ? 'no run yet' : statusWord(run);
  const why = run !== undefined && kind === 'failed' ? `<small class="why">${escaped(whyFailed(run))}</small>` : '';
  return `${daySign(SIGNS[kind])}${kind === 'failed' ? `<b>${word}</b>` : word}${why}`;
};

/** The way to the calendars, in words that say what they hold. */
const daysCell = ({ calendars, calendarFile }: StatusLine): string => {
  if (calendars === undefined || calendarFile === undefined) return '';
  const totals = totalsOf(calendars);
  const trouble = (['missing', 'failed'] as const).filter((state) => totals[state] > 0);
  const words = trouble.map((state) => `${totals[state].toLocaleString('en')} ${state}`).join(', ');
  return `<a href="${encodeURIComponent(calendarFile)}">${words || (calendars.some(({ runs }) => runs.length > 0) ? 'none missing' : 'nothing yet')}</a>`;
};

/** `2026-11-25 06:00` */
const minuteText = (instant: string | undefined): string => (instant === undefined ? '' : instantText(instant).slice(0, 16));
