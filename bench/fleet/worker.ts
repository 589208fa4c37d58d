import { parentPort, workerData } from 'node:worker_threads';
import type { FleetAccount } from './fleet-accounts.ts';
import { playMorning } from './one-morning.ts';

// The engine's JSONPath library answers each query by throwing an error, and stacks are most of what that costs.
Error.stackTraceLimit = 0;

/** Plays the mornings of its share of the fleet, one after the other, and reports each when it is over. */
const { share, lambdaAtOnce }: { share: readonly FleetAccount[]; lambdaAtOnce?: number } = workerData;
for (const one of share) parentPort?.postMessage(await playMorning(one, lambdaAtOnce));
