import { expect, test } from 'vitest';
import * as errors from '../../../lambdas/core/errors.ts';
import { failureOf, isCredentialsProblem } from '../../../lambdas/core/failure/thrown.ts';
import { nextSteps } from '../../../lambdas/core/failure/verdict.ts';

/** Errors that no branch can throw: Plan's own, before there is a job, and Settle's verdict. */
const outsideOfBranches = ['InvalidInputError', 'ReportsFailedError'];
const thrownInBranches = Object.keys(errors).filter((name) => !outsideOfBranches.includes(name));

test.for(thrownInBranches)('%s has a reason, and a next step for the person', (name) => {
  const { code } = failureOf({ Error: name });

  expect(code === 'unexpected').toBe(name === 'UnexpectedAnswerError');
  expect(nextSteps[code]).toMatch(/redrive/i);
});

test.for([
  ['AuthorizationRevokedError', /refresh token/],
  ['ClientCredentialsRefusedError', /client id and secret/],
  ['AccessDeniedError', /role/],
  ['InvalidSecretError', /secret/],
] as const)('%s: what to do about it is its own', ([name, words]) => {
  expect(nextSteps[failureOf({ Error: name }).code]).toMatch(words);
});

test.for([
  ['{"errorType":"E","errorMessage":"told","trace":["at x"]}', 'E: told'],
  ['plain words', 'E: plain words'],
  ['[1]', 'E: [1]'],
  [undefined, 'E: no cause was given'],
] as const)('the cause %s is told as “%s”', ([Cause, text]) => {
  expect(failureOf({ Error: 'E', ...(Cause && { Cause }) }).text).toBe(text);
});

test('what Lambda says of itself is unavailability, and what nobody knows is unexpected', () => {
  expect(['Lambda.Unknown', 'States.Timeout', 'TypeError'].map((name) => failureOf({ Error: name }).code)).toEqual([
    'unavailable',
    'unavailable',
    'unexpected',
  ]);
});

test('a cause is cut at a length that a ledger item and a summary can bear', () => {
  expect(failureOf({ Error: 'E', Cause: 'x'.repeat(5000) }).text).toHaveLength(1000);
});

test('only what new credentials mend rings that alarm', () => {
  expect(Object.keys(errors).filter(isCredentialsProblem).toSorted()).toEqual([
    'AuthorizationRevokedError',
    'ClientCredentialsRefusedError',
    'EndpointNotAllowedError',
    'InvalidSecretError',
  ]);
});
