import { TablesOutOfTimeError } from '../errors.ts';

/** Kept back to abort the uploads, to record what happened and to answer. */
const timeToGiveUpMs = 15_000;

/**
 * Stops a conversion while there is still time to clean up after it. `release` it when it is over.
 * @param remainingMs what is left of the invocation
 */
export const tabulateDeadline = (remainingMs: number): { signal: AbortSignal; release: () => void } => {
  const stop = new AbortController();
  const limitMs = Math.max(0, remainingMs - timeToGiveUpMs);
  const reason =
    `The tables were not finished within the ${Math.round(limitMs / 1000)} s that were left; the document itself is saved. ` +
    'More memory for the function gives it more processor time; or leave out the tables of this report.';
  const timer = setTimeout(() => stop.abort(new TablesOutOfTimeError(reason)), limitMs).unref();
  return { signal: stop.signal, release: () => clearTimeout(timer) };
};
