import { type DayRun, type DayState, dayStates, GONE, type SeriesCalendar } from '../answers/coverage/calendar.ts';
import { counted, instantText, shortWindow } from '../text/quantities.ts';
import { escaped } from '../timeline/escaped.ts';
import { htmlPage } from '../timeline/html-page.ts';
import { timelineStyle } from '../timeline/style.ts';
import { dayPatterns, daySign, stateWords } from './signs.ts';
import { calendarStyle } from './style.ts';
import { countsText, weekLines, weeksPerLine } from './weeks.ts';

export type CalendarPage = { account: string; calendars: readonly SeriesCalendar[]; nowMs: number; indexFile?: string | undefined };

/** The calendars of one account: self-contained and without script. What a shape shows is also written below each calendar. */
export const calendarPage = ({ account, calendars, nowMs, indexFile }: CalendarPage): string => {
  const perLine = weeksPerLine(calendars, nowMs);
  return htmlPage({
    title: `What is imported of ${account}`,
    style: `${timelineStyle}${calendarStyle}`,
    body: `${dayPatterns()}
<main>
<h1>${escaped(account)}</h1>
<p class="when">What the ledger knew at ${instantText(new Date(nowMs).toISOString())}. A column is a week, Sunday on top.${indexFile === undefined ? '' : ` <a class="back" href="${escaped(indexFile)}">All accounts</a>`}</p>
${figures(calendars)}
${legend(calendars)}
<ol class="series">
${[...calendars.filter(hasDays), ...calendars.filter((one) => !hasDays(one))].map((calendar) => seriesItem(calendar, nowMs, perLine)).join('\n')}
</ol>
</main>`,
  });
};

/** Series that were never asked for have nothing to show: they come last. */
const hasDays = ({ runs }: SeriesCalendar): boolean => runs.length > 0;

/** Days of all series in each state. */
export const totalsOf = (calendars: readonly SeriesCalendar[]): Record<DayState, number> => {
  const total = (state: DayState) => calendars.reduce((sum, { counts }) => sum + (counts[state] ?? 0), 0);
  return {
    saved: total('saved'),
    again: total('again'),
    unusual: total('unusual'),
    'zero-rows': total('zero-rows'),
    'no-data': total('no-data'),
    unfinished: total('unfinished'),
    failed: total('failed'),
    missing: total('missing'),
    'not-yet-published': total('not-yet-published'),
  };
};

const figures = (calendars: readonly SeriesCalendar[]): string => {
  const { saved, again, unusual, 'zero-rows': zeroRows, ...rest } = totalsOf(calendars);
  const gone = calendars.flatMap(({ runs }) => runs).reduce((sum, { why, days }) => sum + (why === GONE ? days : 0), 0);
  const beside = [again > 0 ? `${number(again)} fetched again` : '', zeroRows > 0 ? `${number(zeroRows)} with 0 rows` : ''];
  const all: [string, string, number, string][] = [
    ['saved', 'days saved', saved + again + unusual + zeroRows, beside.filter(Boolean).join(', ')],
    ['no-data', 'without data', rest['no-data'], ''],
    ['unfinished', 'unfinished', rest.unfinished, rest.unfinished > 0 ? 'the next run continues' : ''],
    ['failed', 'failed', rest.failed, rest.failed > 0 ? 'explain shows why' : ''],
    [
      'failed',
      'missing',
      rest.missing,
      gone > 0 ? `${number(gone)} cannot be had any more` : rest.missing > 0 ? 'start --missing fills it' : '',
    ],
    ['plain', 'with unusual figures', unusual, ''],
  ];
  return `<dl class="figures">${all
    .map(
      ([kind, name, value, note]) =>
        `<div class="figure ${kind}${value === 0 ? ' zero' : ''}"><dt>${name}</dt><dd>${number(value)} <small>${note}</small></dd></div>`,
    )
    .join('')}</dl>`;
};

const number = (value: number): string => value.toLocaleString('en');

const legend = (calendars: readonly SeriesCalendar[]): string => {
  const occurring = dayStates.filter((state) => calendars.some(({ counts }) => counts[state] !== undefined));
  return `<ul class="legend" aria-label="Legend">${occurring.map((state) => `<li>${daySign(state)}${stateWords[state]}</li>`).join('')}</ul>`;
};

const seriesItem = (calendar: SeriesCalendar, nowMs: number, perLine: number): string => {
  const { name, runs, entry } = calendar;
  const counts = runs.length === 0 ? 'Nothing has been asked for yet.' : `Days: ${countsText(runs)}`;
  const unlisted = entry === undefined ? ' (the accounts file does not list it)' : '';
  const lists = LISTED.map((state) => dayList(state, runs)).join('');
  return `<li><h2>${escaped(name)}</h2><p class="counts">${counts}${unlisted}</p>${weekLines(calendar, nowMs, perLine)}${lists === '' ? '' : `<ul class="days">${lists}</ul>`}</li>`;
};

/** What a person may want to do something about; the rest is seen. */
const LISTED: readonly DayState[] = ['missing', 'failed', 'unfinished', 'unusual', 'zero-rows', 'no-data'];
const RUNS_LISTED = 20;

/** The days of a state, those of one reason together. */
const dayList = (state: DayState, runs: readonly DayRun[]): string =>
  [...Map.groupBy(runs.filter((run) => run.state === state).reverse(), ({ why }) => why)]
    .map(([why, same]) => {
      const shown = same
        .slice(0, RUNS_LISTED)
        .map((run) => `<span>${shortWindow(run)}</span>`)
        .join(', ');
      const more = same.length > RUNS_LISTED ? ` … and ${same.length - RUNS_LISTED} more times` : '';
      const days = same.reduce((sum, run) => sum + run.days, 0);
      const reason = why === undefined ? '' : ` (${escaped(why)})`;
      return `<li>${daySign(state)}<b>${counted(days, 'day')} ${stateWords[state]}</b>${reason}: ${shown}${more}</li>`;
    })
    .join('');
