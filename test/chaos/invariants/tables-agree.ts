import { gunzipSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { tablesOf } from '../../../lambdas/core/catalogue/table-columns.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { originOf } from '../../../lambdas/core/tables/document-origin.ts';
import type { Witness } from '../play/witness.ts';
import { jobsOf } from './one-outcome.ts';

/** (k) The tables hold exactly the rows of the documents that the ledger calls saved. */
export const tablesAgree = (witness: Witness): string[] => {
  const owned = new Set(jobsOf(witness).flatMap(({ tables }) => [...(tables?.files ?? []), ...(tables?.pendingFiles ?? [])]));
  const orphans = Object.keys(witness.bucket).filter((key) => key.startsWith('tables/') && !owned.has(key));
  return [
    ...orphans.map((key) => `${key} belongs to no document`),
    ...jobsOf(witness).flatMap((item) => disagreements(witness, item)),
    ...askedAmazon(witness),
  ];
};

/** A run that makes tables of what is stored asks Amazon nothing. */
const askedAmazon = ({ story, sends }: Witness): string[] => {
  const runs = story.acts.flatMap((act) => (act.kind === 'start' && act.tabulate ? [act.run] : []));
  return sends.flatMap(({ operation, run }) =>
    runs.some((name) => run?.startsWith(`${name} round`)) ? [`run ${run} makes tables, and called ${operation}`] : [],
  );
};

const disagreements = (witness: Witness, item: JobItem): string[] => {
  const { key, saved, tables, outcome } = item;
  if (saved === undefined || (item.resumeAt === 'tabulate' && outcome?.kind !== 'saved')) return [];
  const isBeingAsked = item.openSince !== undefined || outcome?.kind === 'failed';
  if (isBeingAsked && tables?.documentSha256 !== saved.storedSha256) return [];
  if (tables?.documentSha256 !== saved.storedSha256) return [`${key} is saved, and its tables are of another document`];
  const text = gunzipSync(Buffer.from(witness.bucket[saved.objectKey]?.base64 ?? '', 'base64')).toString();
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const { kind } = originOf(item, saved);
  return tablesOf(item.type, kind).flatMap(({ name, rows }) => {
    const expected = rowsIn(document, rows.split('.')).length;
    const files = tables.files.filter((file) => file.startsWith(`tables/${name}/`));
    const found = files.reduce((sum, file) => sum + rowsOf(witness, file, saved.storedSha256), 0);
    return found === expected ? [] : [`${key}: ${name} has ${found} rows where the document has ${expected}`];
  });
};

/** The rows of a file; none if it is not there, or not of that document. */
const rowsOf = ({ bucket }: Witness, file: string, documentSha256: string): number => {
  const object = bucket[file];
  if (object === undefined || object.metadata['document_sha256'] !== documentSha256) return 0;
  const bytes = Buffer.from(object.base64, 'base64');
  return Number(parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)).num_rows);
};

/** `campaigns[].coupons[]`: all elements at the end of a path. */
const rowsIn = (value: unknown, [step, ...rest]: readonly string[]): unknown[] => {
  if (step === undefined) return Array.isArray(value) ? value : [];
  const member =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === step.replace('[]', ''))?.[1] : undefined;
  if (rest.length === 0) return Array.isArray(member) ? member : [];
  return Array.isArray(member) ? member.flatMap((element) => rowsIn(element, rest)) : rowsIn(member, rest);
};
