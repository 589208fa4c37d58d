import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAccountSecret, parseApplicationSecret } from '../../../lambdas/core/input/credentials.ts';

/** Whatever a secret contains, it is accepted as a whole, or refused with the names of the wrong fields; its values are never quoted. */

const planted = 'PLANTED-VALUE';
const value = fc.oneof(fc.constant(planted), fc.constant(''), fc.constant('  '), fc.jsonValue());
const secret = fc.record(
  { clientId: value, clientSecret: value, refreshToken: value, endpointUri: value, applicationSecret: value, more: value },
  { requiredKeys: [] },
);
const text = fc.oneof(
  secret.map((object) => JSON.stringify(object)),
  fc.jsonValue().map((any) => JSON.stringify(any)),
  fc.string(),
  fc.constant(`{"clientSecret": "${planted}"`),
);

test.for([
  ['of an account', parseAccountSecret],
  ['of an application', parseApplicationSecret],
] as const)('a secret %s is accepted, or refused with the names of the wrong fields', ([, parse]) => {
  fc.assert(
    fc.property(text, (json) => {
      try {
        const parsed = parse('acme', json);
        expect(Object.values(parsed).every((one) => one !== '' && one !== undefined)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ name: 'InvalidSecretError', message: expect.stringContaining('acme') });
        expect(String(error)).not.toContain(planted);
        expect(JSON.stringify(error)).not.toContain(planted);
      }
    }),
    { numRuns: 500 },
  );
});

test('whitespace around a value, as pasting into a console leaves it, is ignored', () => {
  const padded = { clientId: ' c ', clientSecret: '\ts', refreshToken: 'r\n', endpointUri: ' https://sellingpartnerapi-na.amazon.com ' };

  expect(parseAccountSecret('acme', JSON.stringify(padded))).toEqual({
    application: { clientId: 'c', clientSecret: 's' },
    refreshToken: 'r',
    endpointUri: 'https://sellingpartnerapi-na.amazon.com',
  });
});
