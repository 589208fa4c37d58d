import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import type { CliPorts } from '../ports.ts';
import { compareFiles, type TableChanges } from './compare-files.ts';
import { tableNamed } from './dictionary.ts';
import { connected } from './duckdb.ts';

type Of = { reportId: string; importedAt: string };

/** What differs between the document of a job and the one before it; undefined where no other one is kept. */
export type Restated = { key: string; account: string; before: Of; now: Of; tables: TableChanges[] };

/** A file of a table holds the rows of one document: the bucket's versions of it are the documents before. */
export const restatedOf = async (ports: Pick<CliPorts, 'versions'>, job: JobItem): Promise<Restated | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'report-import-changes-'));
  try {
    const connection = await connected();
    const found = await versionsOf(ports, job, folder, async (path) => {
      const result = await connection.run(
        `SELECT report_id, document_sha256, CAST(imported_at AS varchar) FROM '${path.replaceAll("'", "''")}' LIMIT 1`,
      );
      const [[reportId, sha256, importedAt] = []] = await result.getRowsJson();
      return { reportId: String(reportId), sha256: String(sha256), importedAt: String(importedAt) };
    });
    const now = found.flatMap(({ now: one }) => one ?? [])[0];
    const before = found.flatMap(({ before: one }) => one ?? [])[0];
    if (now === undefined || before === undefined) return undefined;
    const tables: TableChanges[] = [];
    for (const [table, files] of Map.groupBy(found, ({ table: name }) => name)) {
      const pathsOf = (which: 'before' | 'now') => files.flatMap((file) => file[which]?.path ?? []);
      tables.push(await compareFiles(connection, tableNamed(table), { before: pathsOf('before'), now: pathsOf('now') }));
    }
    return { key: job.key, account: job.account, before: ofDocument(before), now: ofDocument(now), tables };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const ofDocument = ({ reportId, importedAt }: Document): Of => ({ reportId, importedAt });

type Document = { path: string; reportId: string; sha256: string; importedAt: string };
type File = { table: string; now?: Document; before?: Document };

/** Of each file of the job: the newest version, and the newest before it that is of another document. Tables that were made again do not count. */
const versionsOf = async (
  { versions }: Pick<CliPorts, 'versions'>,
  job: JobItem,
  folder: string,
  read: (path: string) => Promise<Omit<Document, 'path'>>,
): Promise<File[]> => {
  const files: File[] = [];
  for (const [index, key] of (job.tables?.files ?? []).entries()) {
    const file: File = { table: key.split('/')[1] ?? '' };
    for (const [nth, id] of (await versions.list(key)).entries()) {
      const path = join(folder, `${index}-${nth}.parquet`);
      await writeFile(path, await versions.read(key, id));
      const document = { path, ...(await read(path)) };
      if (file.now === undefined) file.now = document;
      else if (document.sha256 !== file.now.sha256) {
        file.before = document;
        break;
      }
    }
    files.push(file);
  }
  return files;
};
