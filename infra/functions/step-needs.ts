import type { StepName } from '../workflow/definition.ts';

export type Needs = {
  /** Actions of DynamoDB on the ledger. */
  ledger: readonly string[];
  /** An index of the ledger that it queries. */
  index?: 'openJobs';
  /** Reads the secrets of accounts and applications. */
  secrets?: true;
  /** Actions of S3, and the parts of the bucket they are allowed on. */
  objects?: readonly { actions: readonly string[]; under: string }[];
};

/**
 * What each step needs and may do: no more, and a test runs the steps to prove that it is no less. Taking a turn is an UpdateItem;
 * every conditional write may read the item that it conflicts with.
 */
export const stepNeeds: Readonly<Record<StepName, Needs>> = {
  plan: { ledger: ['GetItem', 'PutItem', 'Query'], index: 'openJobs', secrets: true },
  request: { ledger: ['GetItem', 'PutItem', 'Query', 'UpdateItem'], secrets: true },
  check: { ledger: ['GetItem', 'PutItem', 'UpdateItem'], secrets: true },
  download: {
    ledger: ['GetItem', 'PutItem', 'UpdateItem'],
    secrets: true,
    objects: [{ actions: ['AbortMultipartUpload', 'GetObject', 'PutObject'], under: 'reports/' }],
  },
  tabulate: {
    ledger: ['GetItem', 'PutItem'],
    objects: [
      { actions: ['GetObject'], under: 'reports/' },
      { actions: ['AbortMultipartUpload', 'DeleteObject', 'GetObject', 'PutObject'], under: 'tables/' },
    ],
  },
  explain: { ledger: ['GetItem', 'PutItem', 'UpdateItem'], secrets: true },
  settle: { ledger: ['BatchGetItem', 'GetItem', 'PutItem'], objects: [{ actions: ['PutObject'], under: 'runs/' }] },
};
