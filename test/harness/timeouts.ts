/** Seconds that each function may run, as deployed. */
export const timeoutSeconds = { plan: 300, request: 60, check: 60, download: 900, tabulate: 900, explain: 60, settle: 300 } as const;
