import { parentPort, workerData } from 'node:worker_threads';
import type { FleetAccount } from './fleet-accounts.ts';
import { playMorning } from './one-morning.ts';

/** Plays the mornings of its share of the fleet, one after the other, and tells each as it is over. */
const share: readonly FleetAccount[] = workerData;
for (const one of share) parentPort?.postMessage(await playMorning(one));
