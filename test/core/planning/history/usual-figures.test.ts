import { expect, test } from 'vitest';
import { usualFigures } from '../../../../lambdas/core/planning/history/usual-figures.ts';
import type { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import { type UnusualFigure, unusualFigures } from '../../../../lambdas/core/record/unusual.ts';
import { aJobItem } from '../../../builders.ts';
import { type Random, randomFrom } from '../../../harness/selling-partner/random.ts';
import { isLong } from '../../../how-many.ts';

/* A shop, day by day: what Plan knows when a day is asked for, and what is reported as unusual in the document that arrives. */

const dayMs = 86_400_000;
const START_MS = Date.parse('2025-06-01');
const dayOf = (at: number): string => new Date(START_MS + at * dayMs).toISOString().slice(0, 10);
const COLUMN = 'shipped_units';

type Shop = { units: number; rows: number; noise: number };
type Reported = { at: number; figures: UnusualFigure[]; isRestated: boolean };
type Event = (at: number, figure: number) => number;
const nothing: Event = (_, figure) => figure;

/** A normally distributed number (Box–Muller transform). */
const gauss = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

const weekdays = [0.8, 1.1, 1.05, 1, 1, 1.15, 0.9];

/** Units of a day: a week's rhythm, a slow trend with the seasons, the ups and downs of the shop, and chance. */
const unitsAt = ({ units, noise }: Shop, at: number, random: Random): number => {
  const mean = units * (weekdays[at % 7] ?? 1) * (1 + 0.3 * Math.sin((2 * Math.PI * at) / 365)) * Math.exp(noise * gauss(random));
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss(random)));
};

const documentOf = (item: JobItem, rows: number, sum: number): JobItem => ({
  ...item,
  saved: {
    at: `${item.window.start}T23:00:00Z`,
    ...{ objectKey: 'k', storedBytes: 1, storedSha256: 's', unpackedBytes: 1, unpackedSha256: 'u', reportId: 'R', rows },
  },
  tables: { documentSha256: 's', files: [], measure: { column: COLUMN, sum } },
});

const jobAt = (at: number): JobItem =>
  aJobItem({ key: `VendorSalesReport/US/${dayOf(at)}`, type: 'VendorSalesReport', window: { start: dayOf(at), end: dayOf(at) } });

/** The given number of days of a shop, each restated a week later: what was reported as unusual, and of how many documents. */
const life = (shop: Shop, seed: number, days: number, event = nothing): { reported: Reported[]; documents: number } => {
  const random = randomFrom(seed, 'shop');
  const items = new Map<number, JobItem>();
  const reported: Reported[] = [];
  let documents = 0;
  const arrive = (at: number, rows: number, sum: number, isRestated: boolean): void => {
    const asked = jobAt(at);
    // Beyond what is compared: thirteen weeks.
    const usual = usualFigures(asked, [...items.values()].slice(-120), 2, START_MS + (at + 3) * dayMs);
    const item = documentOf({ ...asked, ...(usual && { usual }) }, rows, sum);
    items.set(at, item);
    documents += 1;
    const figures = unusualFigures(item);
    if (figures.length > 0) reported.push({ at, figures, isRestated });
  };
  for (let at = 0; at < days; at += 1) {
    const rows = Math.round(shop.rows * (0.95 + 0.1 * random.next()));
    arrive(at, event(at, rows), event(at, unitsAt(shop, at, random)), false);
    const before = items.get(at - 7);
    items.delete(at - 120);
    const sum = Math.round((before?.tables?.measure?.sum ?? 0) * (0.97 + 0.06 * random.next()));
    if (before !== undefined) arrive(at - 7, before.saved?.rows ?? 0, sum, true);
  }
  return { reported, documents };
};

const shops: Shop[] = [
  { units: 20_000, rows: 4_000, noise: 0.1 },
  { units: 800, rows: 300, noise: 0.2 },
  { units: 30, rows: 20, noise: 0.3 },
  { units: 2, rows: 2, noise: 0.3 },
];

test('ordinary shops with restatements: at most one of 1,000 reports is a false alarm', () => {
  const lives = shops.flatMap((shop) => Array.from({ length: isLong() ? 5 : 3 }, (_, seed) => life(shop, seed, 300)));
  const documents = lives.reduce((sum, one) => sum + one.documents, 0);
  const reported = lives.reduce((sum, one) => sum + one.reported.length, 0);

  expect(documents).toBeGreaterThan(isLong() ? 11_000 : 6_600);
  expect(reported / documents).toBeLessThanOrEqual(0.001);
});

test.for(shops.slice(0, 3))('an outage with zeros is reported on each of its days, and on none of the two months after it (%o)', (shop) => {
  const isOut = (at: number) => at >= 100 && at < 103;
  const { reported } = life(shop, 7, 170, (at, figure) => (isOut(at) ? 0 : figure));

  const first = reported.filter(({ isRestated }) => !isRestated);
  expect(first.map(({ at }) => at)).toEqual([100, 101, 102]);
  for (const { figures } of first) expect(figures.some(({ is, figure }) => is === 'zero' && figure === COLUMN)).toBe(true);
});

test.for(shops.slice(0, 2))('a sale is reported while it lasts; the ordinary days after it are not (%o)', (shop) => {
  const isSale = (at: number) => at === 100 || at === 101;
  const { reported } = life(shop, 9, 170, (at, figure) => (isSale(at) && figure > shop.rows * 1.2 ? figure * 3 : figure));

  expect(reported.filter(({ isRestated }) => !isRestated).map(({ at }) => at)).toEqual([100, 101]);
  expect(reported.flatMap(({ figures }) => figures.map(({ is }) => is))).not.toContain('low');
});

test('a day with half of the usual rows is reported', () => {
  const { reported } = life({ units: 20_000, rows: 4_000, noise: 0.1 }, 3, 110, (at, figure) =>
    at === 100 ? Math.round(figure * 0.4) : figure,
  );

  expect(reported.at(0)).toMatchObject({ at: 100, figures: [{ is: 'low' }, { is: 'low' }] });
});

test.for([
  ['seven documents before it', 7, undefined],
  ['eight of its weekday', 8, 8],
  ['thirteen at most', 20, 13],
] as const)('a day is compared with its own weekday: %s', ([, weeks, ofDocuments]) => {
  const items = Array.from({ length: weeks * 7 }, (_, at) => documentOf(jobAt(at), 10, 100));
  const usual = usualFigures(jobAt(weeks * 7), items, 2, START_MS + 400 * dayMs);
  expect(usual?.rows?.ofDocuments).toBe(ofDocuments);
});

test('a window that is not one whole period is not compared, and neither is a series when its entry says so', () => {
  const items = Array.from({ length: 70 }, (_, at) => documentOf(jobAt(at), 10, 100));
  const several = { ...jobAt(70), window: { start: dayOf(70), end: dayOf(75) } };
  const realTime = { ...jobAt(70), type: 'VendorRealTimeSalesReport', options: {} };
  const hourly = items.map((item) => ({
    ...item,
    type: 'VendorRealTimeSalesReport',
    options: {},
    saved: item.saved && { ...item.saved, at: `${dayOf(90)}T00:00:00Z` },
  }));

  expect(usualFigures(several, items, 2, START_MS + 400 * dayMs)).toBeUndefined();
  expect(usualFigures(jobAt(70), items, false, START_MS + 400 * dayMs)).toBeUndefined();
  expect(usualFigures(realTime, hourly, 2, START_MS + 70.5 * dayMs)).toBeUndefined();
  expect(usualFigures(realTime, hourly, 2, START_MS + 71 * dayMs)?.rows?.ofDocuments).toBe(10);
});
