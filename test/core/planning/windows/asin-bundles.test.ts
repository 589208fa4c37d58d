import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundled } from '../../../../lambdas/core/planning/windows/asin-bundles.ts';
import type { AsinBundle } from '../../../../lambdas/core/record/asin-bundles.ts';
import { cases } from '../../../how-many.ts';

const facts = { perBundle: 3, today: '2026-11-25', reachesBackTo: '2026-10-11' };
const asinsOf = (bundles: readonly AsinBundle[]) => bundles.map(({ asins }) => asins);

test('a list fills one bundle after the other, and an ASIN that is listed twice is in one bundle', () => {
  expect(asinsOf(bundled([], ['A', 'B', 'A', 'C', 'D'], facts))).toEqual([['A', 'B', 'C'], ['D']]);
});

test('a removed ASIN keeps its place while periods with it are still refreshed; then a new ASIN takes it', () => {
  const first = bundled([], ['A', 'B', 'C', 'D'], facts);
  const left = bundled(first, ['A', 'C', 'D', 'E'], facts);
  const later = bundled(left, ['A', 'C', 'D', 'E', 'F', 'G'], { ...facts, today: '2027-01-20', reachesBackTo: '2026-12-06' });

  expect(asinsOf(left)).toEqual([
    ['A', 'C'],
    ['D', 'E'],
  ]);
  expect(left[0]?.removed).toEqual({ B: '2026-11-25' });
  expect(asinsOf(later)).toEqual([
    ['A', 'C', 'F'],
    ['D', 'E', 'G'],
  ]);
});

test('an ASIN that comes back joins the bundle that has its earlier rows', () => {
  const left = bundled(bundled([], ['A', 'B', 'C', 'D'], facts), ['B', 'D'], facts);
  expect(asinsOf(bundled(left, ['D', 'E', 'A', 'B'], facts))).toEqual([
    ['B', 'A'],
    ['D', 'E'],
  ]);
});

test('for any change of a list, each ASIN is in one bundle, no bundle is too large, and ASINs that stay do not move', () => {
  const list = fc.uniqueArray(
    fc.integer({ min: 0, max: 30 }).map((number) => `A${number}`),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(fc.array(fc.record({ list, weeks: fc.integer({ min: 0, max: 9 }) }), { maxLength: 8 }), (changes) => {
      let bundles: AsinBundle[] = [];
      let day = new Date('2026-01-01');
      for (const change of changes) {
        const before = asinsOf(bundles);
        day = new Date(day.getTime() + change.weeks * 7 * 86_400_000);
        const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
        bundles = bundled(bundles, change.list, {
          perBundle: 3,
          today: text(day.getTime()),
          reachesBackTo: text(day.getTime() - 49 * 86_400_000),
        });
        expect(asinsOf(bundles).flat().sort()).toEqual([...change.list].sort());
        for (const [at, { asins, removed }] of bundles.entries()) {
          expect(asins.length + Object.keys(removed).length).toBeLessThanOrEqual(3);
          for (const asin of before[at] ?? []) if (change.list.includes(asin)) expect(asins).toContain(asin);
        }
      }
    }),
    cases({ usual: 200, long: 5000 }),
  );
});
