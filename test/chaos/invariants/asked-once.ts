import { statusOf } from '../../harness/selling-partner/reports/reports.ts';
import type { ReportRecord } from '../../harness/selling-partner/types.ts';
import type { Witness } from '../play/witness.ts';

/** (c) Amazon is asked for a job's report once, and again only where that is necessary. */
export const askedOnce = (witness: Witness): string[] => {
  const ours = witness.amazon.reports.filter(({ reportId }) => !witness.foreign.includes(reportId));
  return Object.values(Object.groupBy(ours, question)).flatMap((asked = []) =>
    asked.flatMap((next, place) => {
      const before = asked[place - 1];
      const why = before && needless(witness, before, next);
      return why ? [`report ${next.reportId} (${next.reportType}) asks again for ${before.reportId}: ${why}`] : [];
    }),
  );
};

/** What distinguishes one request to Amazon from another. */
const question = (report: ReportRecord): string => JSON.stringify([dates(report), Object.entries(report.reportOptions).sort()]);

/** The report is DONE, but its document is the reason why there is no data. */
export const isReason = ({ document }: ReportRecord): boolean => /errorDetails|reportRequestError/.test(document?.text ?? '');

const dates = ({ sellingPartnerId, reportType, marketplaceIds, dataStartAt, dataEndAt }: ReportRecord): string =>
  JSON.stringify([sellingPartnerId, reportType, marketplaceIds, dataStartAt, dataEndAt]);

const hour = 3_600_000;

/** Why the second request was not necessary; undefined if it was. */
const needless = (witness: Witness, before: ReportRecord, next: ReportRecord): string | undefined => {
  const at = next.createdAt;
  if (['FATAL', 'CANCELLED'].includes(statusOf(before, at)) || isReason(before)) return undefined;
  if (witness.objects.some(({ reportId, atMs }) => reportId === before.reportId && atMs <= at)) return undefined;
  if (at - before.createdAt > 30 * hour) return undefined;
  if (wasAnswered(witness, before, at))
    return wasClosed(witness, before, at) || wasRenewed(witness, before, at) ? undefined : 'we knew it, and it had not ended';
  return wasDuplicated(witness, before) ? undefined : notLookedFor(witness, before, next);
};

const wasAnswered = ({ jobWrites }: Witness, { reportId }: ReportRecord, at: number): boolean =>
  jobWrites.some(({ item, atMs }) => item.reportId === reportId && atMs <= at);

/** The network delivered one call twice, and we got the answer to the other one, which may have been a refusal. */
const wasDuplicated = ({ faults }: Witness, { createdAt }: ReportRecord): boolean =>
  faults.some(({ kind, where, atMs }) => kind === 'Amazon: duplicate' && where.startsWith('createReport') && atMs === createdAt);

/** It failed for good and was forced, or its document is damaged at Amazon. */
const wasClosed = ({ jobWrites }: Witness, { reportId }: ReportRecord, at: number): boolean =>
  jobWrites.some(
    ({ item: { outcome, openSince }, atMs }) =>
      atMs <= at &&
      outcome?.reportId === reportId &&
      outcome.kind === 'failed' &&
      (openSince === undefined || outcome.reason?.code === 'damaged-document'),
  );

/** Its document stayed damaged for all attempts of a run, so that a new report was asked for: a bounded number of times. */
export const wasRenewed = ({ jobWrites, faults }: Witness, { reportId, document }: ReportRecord, at: number): boolean => {
  const own = jobWrites.findLast(({ item, atMs }) => atMs <= at && item.reportId === reportId);
  if (own === undefined) return false;
  const isDisturbed = document?.damage !== undefined || faults.some(({ where }) => /Document|upload|invocation/i.test(where));
  const attempts = own.item.damagedCount ?? 0;
  const next = jobWrites.find(
    ({ item, atMs }) => atMs >= own.atMs && atMs <= at && item.key === own.item.key && item.reportId === undefined,
  );
  return isDisturbed && attempts > 0 && (next?.item.renewedCount ?? 0) > (own.item.renewedCount ?? 0);
};

/** Its answer was lost: it may be asked for again only after getReports was called and could not show that this one is ours. */
const notLookedFor = (witness: Witness, before: ReportRecord, next: ReportRecord): string | undefined => {
  const at = next.createdAt;
  const lookups = witness.sends.filter(
    (send) => send.operation === 'getReports' && send.path.includes(before.reportType) && send.atMs > before.createdAt && send.atMs <= at,
  );
  if (lookups.length === 0) return 'its answer was lost, and it was not looked up';
  if (lookups.some(({ atMs }) => atMs < before.listedAt)) return undefined;
  const alike = witness.amazon.reports.filter((one) => dates(one) === dates(before) || isUndated(one, before));
  const hasSiblings = alike.some((one) => question(one) !== question(before));
  const candidates = alike.filter((one) => one !== next && one.createdAt > before.createdAt - 120_000 && one.createdAt <= at);
  return !hasSiblings && candidates.length === 1 ? 'its answer was lost, and getReports showed it alone' : undefined;
};

/** Reports without dates cannot be distinguished by dates. */
const isUndated = (one: ReportRecord, other: ReportRecord): boolean =>
  one.reportType === other.reportType && one.dataStartAt === undefined && one.sellingPartnerId === other.sellingPartnerId;
