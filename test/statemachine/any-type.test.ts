import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aWorld, type World } from '../harness/a-world.ts';
import { callCounts, sampleSeller } from '../harness/selling-partner/an-amazon.ts';
import { charsetOf } from '../harness/selling-partner/content/flat-files.ts';
import { unpackedPieces } from '../harness/selling-partner/documents/unpacked.ts';

/** Report types outside the catalogue, with rolling windows, as whole runs in virtual time. */

const DAY = 24 * 3_600_000;
const inventory = { apiType: 'GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA', snapshot: true };
const orders = { apiType: 'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL', lastDays: 30 };
const returns = { apiType: 'GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA', lastDays: 7 };

const aSellerWith = (...reports: readonly object[]): World =>
  aWorld({
    startAt: '2026-11-25T11:30:00Z',
    accounts: {
      accounts: [
        {
          name: 'acme-seller-us',
          kind: 'seller',
          marketplaces: ['US'],
          timeZone: 'America/New_York',
          schedule: 'cron(30 6 * * ? *)',
          reports,
        },
      ],
    },
  });
const itemsOf = ({ ledgerState }: World) => Object.values(ledgerState.jobs['acme-seller-us'] ?? {});
const windowsIn = (world: World) =>
  itemsOf(world)
    .map(({ key, outcome }) => `${key.split('/').at(-1)} ${outcome?.kind}`)
    .sort();

test('daily runs import flat files of three types, and a second run on the same day asks for nothing', async () => {
  const world = aSellerWith(inventory, orders, returns);

  const first = await world.run();
  await world.run();
  await world.clock.sleep(DAY);
  const nextDay = await world.run();

  expect([first.status, nextDay.status, callCounts(world.amazon).createReport]).toEqual(['SUCCEEDED', 'SUCCEEDED', 6]);
  expect(windowsIn(world)).toEqual([
    '2026-10-26..2026-11-24 saved',
    '2026-10-27..2026-11-25 saved',
    '2026-11-18..2026-11-24 saved',
    '2026-11-19..2026-11-25 saved',
    '2026-11-25 saved',
    '2026-11-26 saved',
  ]);
  for (const { saved } of itemsOf(world)) {
    expect(saved).toMatchObject({
      contentType: 'text/plain',
      charset: 'utf-8',
      isJson: false,
      objectKey: expect.stringContaining('.txt.gz'),
    });
    const stored = gunzipSync(Buffer.from(world.bucketState[saved?.objectKey ?? '']?.base64 ?? '', 'base64')).toString();
    expect(stored).toMatch(/^[\w-]+\t.*\r\n[\s\S]*Crème brûlée/);
  }
  expect(world.engine.violations).toEqual([]);
});

test('a span that Amazon refuses is halved by the next run, and no failure is reported', async () => {
  const world = aSellerWith({ apiType: 'GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL', lastDays: 60 });

  const first = await world.run();
  await world.clock.sleep(DAY);
  await world.run();
  await world.clock.sleep(DAY);
  await world.run();

  expect(first.status).toBe('SUCCEEDED');
  expect(windowsIn(world)).toEqual([
    '2026-09-26..2026-10-25 saved',
    '2026-09-26..2026-11-24 unfinished',
    '2026-09-28..2026-10-27 saved',
    '2026-10-26..2026-11-24 saved',
    '2026-10-28..2026-11-26 saved',
  ]);
});

test.for([
  ['ATVPDKIKX0DER', 'UTF-8', 'utf-8', 'Crème brûlée – 茶 1'],
  ['A1PA6795UKMFR9', 'Cp1252', 'windows-1252', 'Crème brûlée – 5 € 1'],
  ['A1VC38T7YXB528', 'Shift_JIS', 'shift_jis', 'お茶セット 1'],
] as const)('in %s a flat file comes in %s', ([marketplaceId, charset, label, words]) => {
  const request = { reportType: orders.apiType, marketplaceIds: [marketplaceId], reportOptions: {} };
  const instants = { createdAt: 0, visibleAt: 0, listedAt: 0, startAt: 0, endAt: 0, documentAt: 0 };
  const { sellingPartnerId, kind } = sampleSeller;
  const record = { ...request, ...instants, reportId: 'R1', sellingPartnerId, kind, end: 'DONE', downloads: 0 } as const;

  const bytes = Buffer.concat(unpackedPieces(1, { ...record, marketplaceIds: [marketplaceId] }));

  expect(charsetOf(request)).toBe(charset);
  expect(new TextDecoder(label, { fatal: true }).decode(bytes)).toContain(words);
});
