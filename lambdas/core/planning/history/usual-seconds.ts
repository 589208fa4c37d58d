import type { JobItem } from '../../record/jobs.ts';

const NEWEST = 5;

/** How long Amazon takes for a report of these: the middle of the newest saved ones, since single ones take twice as long. */
export const usualSecondsOf = (items: readonly JobItem[]): number | undefined => {
  const seconds = items
    .flatMap(({ saved, readyAfterSeconds }) => (saved && readyAfterSeconds !== undefined ? [{ at: saved.at, readyAfterSeconds }] : []))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, NEWEST)
    .map(({ readyAfterSeconds }) => readyAfterSeconds)
    .toSorted((a, b) => a - b);
  return seconds[Math.floor((seconds.length - 1) / 2)];
};
