import type { AmazonResponse } from './types.ts';

export const json = (status: number, value: unknown): AmazonResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
  bodyEnd: 'complete',
});

/** Amazon's ErrorList. */
export const refuse = (status: number, errorCode: string, message: string, details = ''): AmazonResponse =>
  json(status, { errors: [{ code: errorCode, message, details }] });

export const invalidInput = (message: string): AmazonResponse => refuse(400, 'InvalidInput', message);

/** Whole seconds and an explicit offset, as Amazon's answers show them, not as `toISOString` does. */
export const amazonTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;
