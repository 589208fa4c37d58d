import { msOf } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';

/**
 * What we know of a report that Amazon cancelled without a reason. It does so when there is no data, and when the same was asked
 * for again too soon.
 * @see selling-partner-api-models#403, #685
 */
export const cancelledText = (item: JobItem, run: Run): string =>
  `Amazon cancelled it and gives no reason: there may be no data (${history(item)})${tooSoon(item, run)}`;

const history = ({ saved, noData }: JobItem): string => {
  if (saved !== undefined) return `it had data on ${saved.at}`;
  return noData === undefined ? 'it never had any' : `it had none on ${noData.firstAt} either`;
};

const tooSoon = ({ requestedAt, outcome }: JobItem, { id, settings }: Run): string => {
  if (requestedAt === undefined || outcome?.requestedAt === undefined) return '';
  const minutes = Math.round((msOf(requestedAt) - msOf(outcome.requestedAt)) / 60_000);
  if (minutes >= settings.coolDownMinutes) return '';
  const by = outcome.runId === id ? '' : ` by run ${outcome.runId}`;
  return `, or it was asked for too soon: it had been asked for ${minutes} minutes before${by}`;
};
