/** The states that a run passes; those of a branch, with its start, and those of each look at Amazon. `npm run cost` counts them in the workflow. */
export const transitions = { perRun: 6, perBranch: 10, perLook: 3 } as const;
