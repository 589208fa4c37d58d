import { expect, test } from 'vitest';
import { endpointHosts, marketplaceOf, marketplaces } from '../../../lambdas/core/catalogue/marketplaces.ts';

test('there are 23 marketplaces: 4 in North America, 16 in Europe, 3 in the Far East', () => {
  const count = (region: string) => marketplaces.filter((one) => one.region === region).length;
  expect([count('NA'), count('EU'), count('FE')]).toEqual([4, 16, 3]);
  expect(new Set(marketplaces.map(({ id }) => id)).size).toBe(23);
  expect(new Set(marketplaces.map(({ country }) => country)).size).toBe(23);
});

test('a marketplace is found by its country and by its id, and India belongs to the region of Europe', () => {
  expect(marketplaceOf('IN')).toMatchObject({ id: 'A21TJRUUN4KGV', region: 'EU' });
  expect(marketplaceOf('A21TJRUUN4KGV')).toMatchObject({ country: 'IN' });
  expect(marketplaceOf('GB')).toBeUndefined();
});

test('each region has its host and its sandbox', () => {
  expect(endpointHosts.FE).toEqual(['sellingpartnerapi-fe.amazon.com', 'sandbox.sellingpartnerapi-fe.amazon.com']);
});
