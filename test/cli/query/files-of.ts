import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { World } from '../../harness/a-world.ts';

/** What a world has stored, as files: `reports/…` and `tables/…`. */
export const filesOf = ({ bucketState }: Pick<World, 'bucketState'>): { directory: string; remove: () => void } => {
  const directory = mkdtempSync(join(tmpdir(), 'query-'));
  for (const [key, { base64 }] of Object.entries(bucketState)) {
    mkdirSync(dirname(join(directory, key)), { recursive: true });
    writeFileSync(join(directory, key), Buffer.from(base64, 'base64'));
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
};

export type RawDocument = {
  account: string;
  marketplaceId: string;
  type: string;
  options: Record<string, string>;
  /** First and last day of the window. */
  start: string;
  end: string;
  /** Of one of its arrays. */
  rows: (array: string) => Record<string, unknown>[];
};

/** The stored documents, each read completely without the product's code: tables are compared with them. */
export const rawDocuments = ({ bucketState }: Pick<World, 'bucketState'>): RawDocument[] =>
  Object.entries(bucketState).flatMap(([key, { base64 }]) => {
    if (!key.startsWith('reports/')) return [];
    const parts = Object.fromEntries(
      key
        .split('/')
        .slice(1, -1)
        .map((part) => part.split('=')),
    );
    const { account = '', report_type: type = '', marketplace: marketplaceId = '', start = '', end = '', as_of: _, ...options } = parts;
    const text: Record<string, unknown> = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString());
    const rows = (array: string) => {
      const found = text[array];
      return Array.isArray(found) ? found : [];
    };
    return [{ account, marketplaceId, type, options, start, end, rows }];
  });
