import { statusOf } from '../../harness/selling-partner/reports/reports.ts';
import type { ReportRecord } from '../../harness/selling-partner/types.ts';
import type { JobWrite, Witness } from '../play/witness.ts';
import { patience } from '../story/story.ts';
import { isReason } from './asked-once.ts';

/** The outcome of a job is true of its reports at Amazon, and a report that is refused for now is not waited for. */
export const trueReasons = (witness: Witness): string[] => [
  ...witness.jobWrites.flatMap((write) => [
    ...notAmazonsWord(witness, write),
    ...strangersWord(witness, write),
    ...tooSoon(witness, write),
    ...deniedTooSoon(witness, write),
  ]),
  ...waitedInVain(witness),
];

const reportOf = ({ amazon }: Witness, reportId: string | undefined): ReportRecord | undefined =>
  amazon.reports.find((one) => one.reportId === reportId);

/** No data is Amazon's own cancellation, never ours. */
const notAmazonsWord = (witness: Witness, { item: { key, outcome } }: JobWrite): string[] => {
  const report = outcome?.kind === 'no-data' ? reportOf(witness, outcome.reportId) : undefined;
  return report !== undefined && report.end !== 'CANCELLED' ? [`${key} counts as without data, and we cancelled it ourselves`] : [];
};

const REFUSED_FOR_GOOD = ['wrong-parameters', 'span-refused'];

/** The end of a report that another application asked for decides nothing about ours. */
const strangersWord = (witness: Witness, { item: { key, outcome } }: JobWrite): string[] => {
  const isVerdict = outcome?.kind === 'no-data' || [...REFUSED_FOR_NOW, ...REFUSED_FOR_GOOD].includes(outcome?.reason?.code ?? '');
  return isVerdict && witness.foreign.includes(outcome?.reportId ?? '')
    ? [`${key} ended as ${outcome?.kind} by report ${outcome?.reportId}, which another application asked for`]
    : [];
};

/** Our patience with a report, less what a lookup of its createReport may take. */
const PATIENCE_MS = 29 * 3_600_000;

const tooSoon = (witness: Witness, { item: { account, key, outcome } }: JobWrite): string[] => {
  if (outcome?.reason?.code !== 'given-up') return [];
  const endMs = Date.parse(outcome.at);
  const known = new Set<string>(
    witness.jobWrites.flatMap(({ item }) => (item.key === key && item.account === account && item.reportId ? [item.reportId] : [])),
  );
  const isOld = ({ reportId, createdAt }: ReportRecord) => known.has(reportId) && endMs - createdAt > PATIENCE_MS;
  // A job without an answer to createReport has no report: its first intent counts.
  const wasAskedLongAgo = witness.jobWrites.some(
    ({ item }) => item.key === key && item.account === account && item.intentAt && endMs - Date.parse(item.intentAt) > PATIENCE_MS,
  );
  return wasAskedLongAgo || witness.amazon.reports.some(isOld)
    ? []
    : [`${key} was given up at ${outcome.at}, and Amazon was not asked that long before`];
};

/** A series that Amazon delivered before and denies now is not closed before the patience with it, counted from the first denial, is over. */
const deniedTooSoon = ({ jobWrites, ledger }: Witness, { atMs, item }: JobWrite): string[] => {
  const { account, key, type, openSince, outcome } = item;
  if (outcome?.kind !== 'failed' || outcome.reason?.code !== 'access-denied' || openSince !== undefined) return [];
  const startedMs = Date.parse(ledger.runs[account]?.[outcome.runId]?.startedAt ?? '');
  const earlier = jobWrites.filter((one) => one.item.account === account && one.atMs <= atMs);
  const ofType = (one: JobWrite) => one.item.type === type && one.item.saved !== undefined && one.atMs < startedMs;
  if (!earlier.some(ofType)) return [];
  const series = earlier.filter((one) => one.item.key.startsWith(key.slice(0, key.lastIndexOf('/') + 1)));
  const denials = series.flatMap((one) => (one.item.outcome?.reason?.code === 'access-denied' ? [Date.parse(one.item.outcome.at)] : []));
  const lastedMs = Date.parse(outcome.at) - Math.min(...denials);
  return lastedMs < patience.deniedPatienceHours * 3_600_000
    ? [
        `${account}: ${key} was closed ${Math.round(lastedMs / 3_600_000)} hours after the first denial, though its type was delivered before`,
      ]
    : [];
};

const REFUSED_FOR_NOW = ['not-yet-published', 'cool-down', 'ambiguous-refusal'];

const isRefusal = (report: ReportRecord, atMs: number): boolean => statusOf(report, atMs) === 'FATAL' || isReason(report);

/** A FATAL report stays FATAL: the next outcome must be of another one. */
const waitedInVain = (witness: Witness): string[] => {
  const refused = new Map<string, string>();
  return witness.jobWrites.flatMap(({ item: { key, outcome } }) => {
    const report = reportOf(witness, outcome?.reportId);
    if (outcome === undefined || report === undefined || !isRefusal(report, Date.parse(outcome.at))) return [];
    const firstAt = refused.get(report.reportId);
    if (firstAt === undefined && REFUSED_FOR_NOW.includes(outcome.reason?.code ?? '')) refused.set(report.reportId, outcome.at);
    return firstAt === undefined || firstAt === outcome.at
      ? []
      : [`${key} waited on for report ${report.reportId}, which Amazon had refused at ${firstAt}`];
  });
};
