import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { unpackedPieces } from '../../harness/selling-partner/documents/unpacked.ts';
import { statusOf } from '../../harness/selling-partner/reports/reports.ts';
import type { ReportRecord } from '../../harness/selling-partner/types.ts';
import type { Witness } from '../play/witness.ts';
import { isReason, wasRenewed } from './asked-once.ts';
import { jobsOf } from './one-outcome.ts';

/** (b) Every saved object is byte-exact, and every document that Amazon finished for us is saved or accounted for. */
export const byteExact = (witness: Witness): string[] => [
  ...Object.keys(witness.bucket)
    .filter((key) => key.startsWith('reports/'))
    .flatMap((key) => badObject(witness, key)),
  ...goneBack(witness),
  ...jobsOf(witness).flatMap((item) => wronglyCalledDamaged(witness, item)),
  ...lateCopies(witness),
  ...witness.amazon.reports.flatMap((report) => unaccountedFor(witness, report)),
];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const reportOf = ({ amazon }: Witness, reportId: string): ReportRecord | undefined =>
  amazon.reports.find((one) => one.reportId === reportId);

const badObject = (witness: Witness, key: string): string[] => {
  const owner = jobsOf(witness).find(({ saved }) => saved?.objectKey === key);
  if (owner?.saved === undefined) return [`${key} is in the bucket, and no job has saved it`];
  const stored = Buffer.from(witness.bucket[key]?.base64 ?? '', 'base64');
  const report = reportOf(witness, owner.saved.reportId);
  if (report === undefined) return [`${key} is said to be report ${owner.saved.reportId}, which Amazon does not know`];
  if (witness.bucket[key]?.metadata['report-id'] !== report.reportId) {
    return [`${key} holds report ${witness.bucket[key]?.metadata['report-id']}, and the ledger says ${report.reportId}`];
  }
  const unpacked = unpackedOf(stored);
  if (unpacked === undefined) return [`${key} is no whole gzip`];
  const document = Buffer.concat(unpackedPieces(witness.amazon.seed, report));
  return [
    ...(unpacked.equals(document) ? [] : [`${key} differs from the document of report ${report.reportId}`]),
    ...(sha256(stored) === owner.saved.storedSha256 && sha256(unpacked) === owner.saved.unpackedSha256
      ? []
      : [`${key} has other checksums than the ledger says`]),
    ...(isAnswerTo(report, asSaved(witness, owner))
      ? []
      : [`${key} is the document of another question: ${JSON.stringify(report.reportOptions)}`]),
  ];
};

const unpackedOf = (stored: Buffer): Buffer | undefined => {
  try {
    return gunzipSync(stored);
  } catch {
    return undefined;
  }
};

/** The job as it was when its document was saved: a newer document may have been asked for since, without success. */
const asSaved = ({ jobWrites }: Witness, owner: JobItem): JobItem =>
  jobWrites.find(({ item }) => item.key === owner.key && item.account === owner.account && item.saved?.at === owner.saved?.at)?.item ??
  owner;

const isAnswerTo = ({ reportType, reportOptions, dataStartAt, dataEndAt }: ReportRecord, { request }: JobItem): boolean =>
  reportType === request.reportType &&
  dataStartAt === ms(request.dataStartTime) &&
  dataEndAt === ms(request.dataEndTime) &&
  JSON.stringify(Object.entries(reportOptions).sort()) === JSON.stringify(Object.entries(request.reportOptions ?? {}).sort());

const ms = (instant: string | undefined): number | undefined => (instant === undefined ? undefined : Date.parse(instant));

/** A newer document is never replaced by an older one. */
const goneBack = (witness: Witness): string[] =>
  Object.entries(Object.groupBy(witness.objects, ({ key }) => key)).flatMap(([key, versions = []]) => {
    const created = versions.map(({ reportId }) => reportOf(witness, reportId)?.createdAt ?? 0);
    return created.some((at, place) => at < (created[place - 1] ?? 0)) ? [`${key}: a newer document was replaced by an older one`] : [];
  });

/** S3 may take this long until the object of a completed upload appears. */
const APPEARING_MS = 10_000;

/** Once a report is saved, no upload of a repeated invocation replaces it: the ledger is read before an upload may complete. */
const lateCopies = ({ objects, jobWrites }: Witness): string[] =>
  objects.flatMap(({ key, reportId, atMs, lookedAtMs }) => {
    const savedMs = jobWrites.find(({ item: { saved } }) => saved?.objectKey === key && saved.reportId === reportId)?.atMs ?? atMs;
    const mayNotKnow = lookedAtMs !== undefined && lookedAtMs <= savedMs;
    return savedMs < atMs - APPEARING_MS && !mayNotKnow ? [`${key}: report ${reportId} was stored again after it was saved`] : [];
  });

/** A document that Amazon served completely, and that was called damaged in the end, without any recent fault. */
const wronglyCalledDamaged = (witness: Witness, { key, outcome }: JobItem): string[] => {
  const report = reportOf(witness, outcome?.reportId ?? '');
  if (report === undefined || report.document?.damage !== undefined || outcome?.reason?.code !== 'damaged-document') return [];
  const endMs = Date.parse(outcome.at);
  const wasDisturbed = witness.faults.some(({ atMs }) => atMs <= endMs && atMs > endMs - HOUR_MS);
  return wasDisturbed ? [] : [`${key}: the document of report ${report.reportId} is whole, and was called damaged`];
};

const HOUR_MS = 3_600_000;

/** A report that Amazon finished for us, and that is neither in the bucket nor in an outcome. */
const unaccountedFor = (witness: Witness, report: ReportRecord): string[] => {
  const { reportId, createdAt } = report;
  const endMs = Math.max(...witness.amazon.calls.map(({ at }) => at));
  const isFinished = statusOf(report, endMs) === 'DONE' && report.reportDocumentId !== undefined && report.documentAt <= endMs;
  if (!isFinished || witness.foreign.includes(reportId) || witness.objects.some((one) => one.reportId === reportId)) return [];
  const writes = witness.jobWrites.filter(({ item }) => item.reportId === reportId || item.outcome?.reportId === reportId);
  const isLost = writes.length === 0 && witness.faults.some(({ atMs }) => Math.abs(atMs - createdAt) < 120_000);
  const isReported = writes.some(({ item }) => item.outcome?.reportId === reportId && item.outcome.kind !== 'saved');
  const isKnown = jobsOf(witness).some((item) => item.reportId === reportId && item.openSince !== undefined);
  // Adopted and without our options: it is asked for again, and has no outcome of its own.
  const isUnproved = isReason(report) && writes.some(({ item }) => item.adopted === true);
  const isForeign = isUnproved || writes.some(({ item }) => !isAnswerTo(report, item));
  return isLost || isReported || wasRenewed(witness, report, endMs) || isKnown || isForeign
    ? []
    : [`report ${reportId} is DONE, and its document was neither saved nor reported`];
};
