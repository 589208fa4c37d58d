import { expect, test } from 'vitest';
import * as errors from '../../../lambdas/core/errors.ts';
import { failureOf, isCredentialsProblem } from '../../../lambdas/core/failure/thrown.ts';
import { nextSteps } from '../../../lambdas/core/failure/verdict.ts';

/** Errors that no branch can throw: Plan's own, before there is a job, and Settle's verdict. */
const outsideOfBranches = ['InvalidInputError', 'ReportsFailedError'];
const thrownInBranches = Object.keys(errors).filter((name) => !outsideOfBranches.includes(name));

test.for(thrownInBranches)('%s has a reason, and a next step for the operator', (name) => {
  const { code } = failureOf({ Error: name });

  expect(code === 'unexpected').toBe(name === 'UnexpectedAnswerError');
  expect(nextSteps[code]).toMatch(/redrive/i);
});

test.for([
  ['AuthorizationRevokedError', /refresh token/],
  ['ClientCredentialsRefusedError', /client id and secret/],
  ['AccessDeniedError', /role/],
  ['InvalidSecretError', /secret/],
] as const)('%s has its own advice', ([name, words]) => {
  expect(nextSteps[failureOf({ Error: name }).code]).toMatch(words);
});

test.for([
  ['{"errorType":"E","errorMessage":"message","trace":["at x"]}', 'E: message'],
  ['plain words', 'E: plain words'],
  ['[1]', 'E: [1]'],
  [undefined, 'E: no cause was given'],
] as const)('the cause %s is recorded as “%s”', ([Cause, text]) => {
  expect(failureOf({ Error: 'E', ...(Cause && { Cause }) }).text).toBe(text);
});

test('Lambda’s own errors are unavailability, and unknown errors are unexpected', () => {
  expect(['Lambda.Unknown', 'States.Timeout', 'TypeError'].map((name) => failureOf({ Error: name }).code)).toEqual([
    'unavailable',
    'unavailable',
    'unexpected',
  ]);
});

test('a cause is cut to a length that fits a ledger item and a summary', () => {
  expect(failureOf({ Error: 'E', Cause: 'x'.repeat(5000) }).text).toHaveLength(1000);
});

test('only failures that new credentials fix raise the credentials alarm', () => {
  expect(Object.keys(errors).filter(isCredentialsProblem).toSorted()).toEqual([
    'AuthorizationRevokedError',
    'ClientCredentialsRefusedError',
    'EndpointNotAllowedError',
    'InvalidSecretError',
  ]);
});
