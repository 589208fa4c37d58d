import { dayOf } from '../reports/periods.ts';
import type { ReportRecord } from '../types.ts';
import { asinOf, type Context } from './context.ts';

/** A tab-separated text: its header, and what its rows are made from. */
type FlatFile = Record<string, (place: { context: Context; item: number; asin: string }) => string | number>;

const sku: FlatFile[string] = ({ item }) => `SKU-${1000 + item}`;
const asin: FlatFile[string] = (place) => place.asin;
/** With letters outside ASCII, so that a wrong reading of the encoding shows. */
const name: FlatFile[string] = ({ context, item }) => `${names[charsetOf(context.record)]} ${item + 1}`;
const names = { 'UTF-8': 'Crème brûlée – 茶', Cp1252: 'Crème brûlée – 5 €', Shift_JIS: 'お茶セット' } as const;
const quantity: FlatFile[string] = ({ context }) => context.random.integer(1, 5);
/** Within the days asked for. */
const day: FlatFile[string] = ({ context: { record, random } }) => {
  const [from, to] = [record.dataStartAt ?? record.createdAt, record.dataEndAt ?? record.createdAt];
  return dayOf(from + random.integer(0, Math.max(0, Math.floor((to - from) / 86_400_000))) * 86_400_000).toString();
};

/** Headers as in developer-docs.amazon.com/sp-api/docs/fba-inventory-reports-attributes and order-tracking-reports-attributes; the first of many columns. */
const flatFiles: Record<string, FlatFile> = {
  GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA: { sku, fnsku: asin, asin, 'product-name': name, 'afn-fulfillable-quantity': quantity },
  GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL: {
    'amazon-order-id': ({ context: { random } }) => `111-${random.integer(1_000_000, 9_999_999)}-${random.integer(1_000_000, 9_999_999)}`,
    'purchase-date': (place) => `${day(place)}T12:00:00+00:00`,
    'product-name': name,
    sku,
    asin,
    quantity,
    currency: ({ context }) => context.currency,
    'item-price': ({ context: { random } }) => random.integer(5, 90),
  },
  GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: {
    'return-date': day,
    sku,
    asin,
    'product-name': name,
    quantity,
    reason: () => 'UNWANTED_ITEM',
  },
};

const anyFile: FlatFile = { sku, asin, 'product-name': name, quantity };

const fileOf = ({ reportType }: ReportRecord): FlatFile => flatFiles[reportType] ?? anyFile;

export const flatHead = (record: ReportRecord): string => `${Object.keys(fileOf(record)).join('\t')}\r\n`;

export const flatRows = (context: Context): string[] =>
  Array.from({ length: context.rows }, (_, item) => {
    const place = { context, item, asin: asinOf(context.seed, item) };
    const values = Object.values(fileOf(context.record)).map((value) => value(place));
    return `${values.join('\t')}\r\n`;
  });

/**
 * The charset of Amazon's flat files, as its header names it.
 * @see amzn/selling-partner-api-models#2748 and jrl84/amazon-sp-api#144 (Europe), saleweaver/python-amazon-sp-api#244 (Japan)
 */
export const charsetOf = ({ marketplaceIds }: Pick<ReportRecord, 'marketplaceIds'>): 'UTF-8' | 'Cp1252' | 'Shift_JIS' => {
  const [marketplaceId = ''] = marketplaceIds;
  if (marketplaceId === 'A1VC38T7YXB528') return 'Shift_JIS';
  return northAmerica.includes(marketplaceId) ? 'UTF-8' : 'Cp1252';
};
const northAmerica = ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2', 'A1AM78C64UM0Y8', 'A2Q3Y263D00KWC'];

/** Node reads these encodings and does not write them: each letter is looked up among what it reads. */
export const encoded = (text: string, charset: ReturnType<typeof charsetOf>): Buffer => {
  if (charset === 'UTF-8') return Buffer.from(text);
  const bytes = bytesOfLetters(charset === 'Cp1252' ? 'windows-1252' : 'shift_jis');
  return Buffer.concat([...text].map((letter) => bytes.get(letter) ?? Buffer.from('?')));
};

const known = new Map<string, ReadonlyMap<string, Buffer>>();
const bytesOfLetters = (label: string): ReadonlyMap<string, Buffer> => {
  const found = known.get(label) ?? lettersReadBy(label);
  known.set(label, found);
  return found;
};

const lettersReadBy = (label: string): ReadonlyMap<string, Buffer> => {
  const decoder = new TextDecoder(label);
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const single = all.map((byte) => Buffer.from([byte]));
  const double = label === 'shift_jis' ? all.slice(0x81).flatMap((lead) => all.map((byte) => Buffer.from([lead, byte]))) : [];
  return new Map(
    [...double, ...single].flatMap((bytes): [string, Buffer][] => {
      const letters = [...decoder.decode(bytes)];
      return letters.length === 1 && letters[0] !== '\uFFFD' ? [[letters[0] ?? '', bytes]] : [];
    }),
  );
};
