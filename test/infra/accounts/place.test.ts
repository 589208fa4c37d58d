import { expect, test } from 'vitest';
import { placeCount, placeOf } from '../../../infra/accounts/place.ts';

/** Literal places: another algorithm would move deployed accounts to other stacks, and a secret cannot be created again under its name. */
test.for([['acme-us', 9]] as const)('the place of %s is %i, for ever', ([name, place]) => {
  expect(placeOf(name)).toBe(place);
});

test('five hundred accounts named alike spread over all places, none above 90', () => {
  const counts = Array.from({ length: placeCount }, () => 0);
  for (const name of Array.from({ length: 500 }, (_, index) => `acme-${index}`)) counts[placeOf(name)] = (counts[placeOf(name)] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(25);
  expect(Math.max(...counts)).toBeLessThan(90);
});
