import type { SeriesCalendar } from '../answers/coverage/calendar.ts';
import { instantText } from '../text/quantities.ts';
import { escaped } from '../timeline/escaped.ts';
import { htmlPage } from '../timeline/html-page.ts';
import { timelineStyle } from '../timeline/style.ts';
import { totalsOf } from './page.ts';
import { daySign } from './signs.ts';
import { calendarStyle } from './style.ts';

export type FleetLine = { account: string; calendars: readonly SeriesCalendar[]; file: string };

const SHOWN = ['missing', 'failed', 'unfinished', 'unusual', 'zero-rows', 'no-data'] as const;
const HEADS = ['series', 'days saved', 'missing', 'failed', 'unfinished', 'unusual', '0 rows', 'no data', 'newest day'];

/** One line an account, with the way to its calendars. */
export const fleetPage = (lines: readonly FleetLine[], nowMs: number): string =>
  htmlPage({
    title: `What is imported of ${lines.length} accounts`,
    style: `${timelineStyle}${calendarStyle}`,
    body: `<main>
<h1>${lines.length} accounts</h1>
<p class="when">What the ledger knew at ${instantText(new Date(nowMs).toISOString())}. Figures are days, of all series of an account together.</p>
<div class="scroll" role="region" aria-label="All accounts" tabindex="0"><table class="fleet">
<thead><tr><th scope="col">account</th>${HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${lines.map(lineRow).join('\n')}
</tbody></table></div>
</main>`,
  });

const lineRow = ({ account, calendars, file }: FleetLine): string => {
  const totals = totalsOf(calendars);
  const saved = totals.saved + totals.again + totals.unusual + totals['zero-rows'];
  const newest = calendars
    .flatMap(({ runs }) => runs.findLast(({ state }) => ['saved', 'again', 'unusual', 'zero-rows'].includes(state))?.end ?? [])
    .sort()
    .at(-1);
  const cells = [
    String(calendars.length),
    saved.toLocaleString('en'),
    ...SHOWN.map((state) =>
      totals[state] === 0 ? '' : `${daySign(state)}<span class="some">${totals[state].toLocaleString('en')}</span>`,
    ),
    newest ?? '',
  ];
  return `<tr><th scope="row"><a href="${encodeURIComponent(file)}">${escaped(account)}</a></th>${cells.map((cell, index) => `<td data-head="${HEADS[index]}">${cell}</td>`).join('')}</tr>`;
};
