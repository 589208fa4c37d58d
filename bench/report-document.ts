import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A document as Amazon packs it: one gzip member, made on the fly from seeded rows, of any size. */
export type ReportDocument = { unpackedBytes: number; storedBytes: number; rows: number; pieces: () => Iterable<Buffer> };

const blockBytes = 4 * 1024 * 1024;
/** Far apart enough that the 32 KiB window of deflate never sees a block twice. */
const distinctBlocks = 8;

type Block = { text: Buffer; packed: Buffer; rows: number };

/** The content of the document: rows of seven plain fields, or of nine with three amounts of money. */
export type DocumentShape = 'search-terms' | 'vendor-sales';

/** @param wantedBytes unpacked; the document is that long to within one block */
export const reportDocument = (wantedBytes: number, seed: number, shape: DocumentShape = 'search-terms'): ReportDocument => {
  const { opening, row } = shapes[shape];
  const random = randomFrom(seed);
  const blocks = Array.from({ length: Math.min(distinctBlocks, Math.max(1, Math.round(wantedBytes / blockBytes))) }, (_, nth) =>
    packedBlock(rowsOf(row, random, nth)),
  );
  const first = part(Buffer.from(opening));
  const last = part(Buffer.from(`${row(random, 0)}]}`), true);
  const count = Math.max(1, Math.round(wantedBytes / blockBytes));
  const all = [first, ...Array.from({ length: count }, (_, nth) => blocks[nth % blocks.length] ?? first), last];
  const unpackedBytes = all.reduce((sum, { text }) => sum + text.length, 0);
  const crc = all.reduce((so, { text }) => crc32(text, so), 0);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(unpackedBytes % 2 ** 32, 4);
  return {
    unpackedBytes,
    storedBytes: all.reduce((sum, { packed }) => sum + packed.length, header.length + trailer.length),
    rows: all.reduce((sum, { rows }) => sum + rows, 1),
    *pieces() {
      yield header;
      for (const { packed } of all) yield packed;
      yield trailer;
    },
  };
};

/** Flushed, so that it ends at a byte boundary and does not depend on earlier blocks: packed blocks can be concatenated. */
const part = (text: Buffer, isLast = false): Block => ({
  text,
  packed: deflateRawSync(text, { level: 6, finishFlush: isLast ? constants.Z_FINISH : constants.Z_FULL_FLUSH }),
  rows: 0,
});

const packedBlock = ({ text, rows }: { text: Buffer; rows: number }): Block => ({ ...part(text), rows });

type RowText = (random: () => number, nth: number) => string;

const rowsOf = (row: RowText, random: () => number, nth: number): { text: Buffer; rows: number } => {
  const rows: string[] = [];
  for (let bytes = 0; bytes < blockBytes; bytes += rows.at(-1)?.length ?? 0) rows.push(`${row(random, nth * 100_000 + rows.length)},`);
  return { text: Buffer.from(rows.join('')), rows: rows.length };
};

const words = 'wireless charger for kitchen sink organizer black large set of two running shoes women dog bed usb c cable gift'.split(' ');

const anAsin = (random: () => number): string =>
  `B0${Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0')
    .toUpperCase()}`;

const searchTerm: RowText = (random, rank) =>
  JSON.stringify({
    departmentName: 'Amazon.com',
    searchTerm: Array.from({ length: 1 + Math.floor(random() * 5) }, () => words[Math.floor(random() * words.length)]).join(' '),
    searchFrequencyRank: rank,
    clickedAsin: anAsin(random),
    clickShareRank: 1 + (rank % 3),
    clickShare: Number(random().toFixed(4)),
    conversionShare: Number(random().toFixed(4)),
  });

const money = (random: () => number, upTo: number) => ({ amount: Number((random() * upTo).toFixed(2)), currencyCode: 'USD' });

const vendorSale: RowText = (random) => {
  const units = Math.floor(random() * 400);
  return JSON.stringify({
    startDate: '2026-03-01',
    endDate: '2026-03-07',
    asin: anAsin(random),
    customerReturns: Math.floor(random() * 20),
    orderedRevenue: money(random, 5000),
    orderedUnits: units,
    shippedCogs: money(random, 3000),
    shippedRevenue: money(random, 5000),
    shippedUnits: Math.max(0, units - Math.floor(random() * 30)),
  });
};

const specification = (reportType: string, reportOptions: object): string =>
  JSON.stringify({
    reportType,
    reportOptions,
    lastUpdatedDate: '2026-03-09',
    dataStartTime: '2026-03-01',
    dataEndTime: '2026-03-07',
    marketplaceIds: ['ATVPDKIKX0DER'],
  });

const shapes: Record<DocumentShape, { opening: string; row: RowText }> = {
  'search-terms': {
    opening: `{"reportSpecification":${specification('GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT', { reportPeriod: 'WEEK' })},"dataByDepartmentAndSearchTerm":[`,
    row: searchTerm,
  },
  'vendor-sales': {
    opening: `{"reportSpecification":${specification('GET_VENDOR_SALES_REPORT', { reportPeriod: 'WEEK', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' })},"salesAggregate":[],"salesByAsin":[`,
    row: vendorSale,
  },
};

/** Mulberry32: small, seeded, good enough for test data. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
