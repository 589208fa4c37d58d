import { markdownTable } from '../markdown-table.ts';
import type { Peak } from './fleet-report.ts';

export type Asked = { starts: string; peaks: readonly Peak[] };

/** The table of docs/performance.md: one row a quota, one column a way to start. Bold: above the quota. */
export const fleetTable = (asked: readonly Asked[]): string => {
  const rows = (asked[0]?.peaks ?? []).map(({ what, quota }, row) => [
    what,
    quota === undefined ? '' : grouped(quota),
    ...asked.map(({ peaks }) => cellOf(peaks[row])),
  ]);
  return markdownTable(['the most in a second or at once (in a minute)', 'quota', ...asked.map(({ starts }) => starts)], rows);
};

const cellOf = ({ peak, inBusiestMinute, isBelow }: Peak = { what: '' }): string => {
  const first = peak === undefined ? '' : isBelow === false ? `**${grouped(peak)}**` : grouped(peak);
  return inBusiestMinute === undefined ? first : `${first} (${grouped(inBusiestMinute)})`.trim();
};

const grouped = (count: number): string => count.toLocaleString('en-US');
