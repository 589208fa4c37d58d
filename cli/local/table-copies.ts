import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { LocalWorld } from '../../test/harness/local-world.ts';
import { tablesFolder } from '../query/tables-folder.ts';

/**
 * Makes the folder hold what the ledger says: every file of the tables as it is now, and no other. A month that a restated document has
 * lost would be counted twice.
 */
export const copyTables = async (world: Pick<LocalWorld, 'accounts' | 'ledger' | 'fetchObject'>, directory: string): Promise<void> => {
  const wanted = new Set<string>();
  for (const { name } of world.accounts) {
    for (const { tables } of await world.ledger.jobsWithPrefix(name, '')) for (const key of tables?.files ?? []) wanted.add(key);
  }
  for (const key of wanted) await world.fetchObject(key);
  const folder = tablesFolder(directory);
  for (const path of existsSync(folder) ? await readdir(folder, { recursive: true }) : []) {
    if (path.endsWith('.parquet') && !wanted.has(`tables/${path.split(sep).join('/')}`)) await rm(join(folder, path));
  }
};
