import { seriesOf } from '../record/jobs.ts';

/** What a run leaves out: a series, or windows of one, and the reason. */
export type LeftOut = { what: string; why: string };

/** One line for each series and reason, however many windows share it: an item of the ledger has 400 KB at most. */
export const byReason = (left: readonly { key: string; why: string }[]): LeftOut[] =>
  [...Map.groupBy(left, ({ key, why }) => `${seriesOf(key)} ${why}`).values()].flatMap((same) => {
    const [{ key, why } = { key: '', why: '' }] = same;
    const series = seriesOf(key);
    const windows = same.map((one) => one.key.slice(series.length + 1)).sort();
    return [{ what: windows.length > 1 ? `${series}: ${windows.length} windows, ${windows[0]} to ${windows.at(-1)}` : key, why }];
  });

/** An item has 400 KB at most, and its jobs' keys need most of them. Characters. */
const LEFT_OUT_KEPT = 100_000;

/** As much of it as fits into the run's item. */
export const cutShort = (leftOut: readonly LeftOut[]): LeftOut[] => {
  let size = 0;
  const kept = leftOut.filter(({ what, why }) => {
    size += what.length + why.length;
    return size <= LEFT_OUT_KEPT;
  });
  const rest = leftOut.length - kept.length;
  return rest === 0 ? kept : [...kept, { what: `${rest} more`, why: 'too many to be kept with the run; `unfinished` lists what is open' }];
};
