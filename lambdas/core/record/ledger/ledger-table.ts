/**
 * The ledger's table, as the stack and the local world create it. All keys are strings. The indexes are local ones, since only those can be read
 * consistently, and sparse: an item is in an index while it has the attribute.
 */
export const ledgerTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  localIndexes: { openJobs: 'openSince', latestRuns: 'startedAt' },
} as const;
