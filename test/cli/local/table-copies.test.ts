import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { firstAnswer } from '../../../cli/local/first-answer.ts';
import { copyTables } from '../../../cli/local/table-copies.ts';
import { aWorld } from '../../harness/a-world.ts';

const retail = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const accounts = {
  accounts: [
    {
      ...{ name: 'acme-vendor-us', kind: 'vendor', marketplaces: ['US'], timeZone: 'America/New_York', schedule: 'cron(0 6 * * ? *)' },
      reports: [{ type: 'VendorSalesReport', options: retail }],
    },
  ],
};

test('table files are copied to where a person can open them, those of a removed month are deleted, and queries read them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'copies-'));
  const world = aWorld({ startAt: '2026-11-25T09:00:00Z', accounts });
  await world.run();
  const fetchObject = async (key: string): Promise<string> => {
    const path = join(directory, 'files', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(world.bucketState[key]?.base64 ?? '', 'base64'));
    return path;
  };
  const lost = join(directory, 'files/tables/vendor_sales_by_asin/account=acme-vendor-us/report_period=DAY/month=2026-10/a.parquet');
  mkdirSync(dirname(lost), { recursive: true });
  writeFileSync(lost, 'a month that a restated document has lost');

  await copyTables({ accounts: world.accounts.accounts, ledger: world.ports.ledger, fetchObject }, directory);

  const kept = readdirSync(join(directory, 'files'), { recursive: true }).map(String);
  expect([existsSync(lost), kept.filter((path) => path.endsWith('.parquet')).toSorted()]).toEqual([
    false,
    Object.keys(world.bucketState)
      .filter((key) => key.startsWith('tables/'))
      .toSorted(),
  ]);
  const answer = await firstAnswer(directory, { width: 100, colour: false });
  expect(answer.match(/^2026-11-21 +B0\w{8} +\d+ +[\d.]+$/gm)).toHaveLength(5);
  expect(answer).toContain('query "SELECT asin');
  rmSync(directory, { recursive: true });
});
