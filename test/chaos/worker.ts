import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { type Played, runStory } from './run-story.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is in use when nothing runs: bytes of the heap, and what this thread still waits for. */
export type InUse = { heapBytes: number; waitsFor: string[] };
export type Told = Played & { inUse?: InUse };

const inUse = (): InUse => {
  collectGarbage();
  return { heapBytes: process.memoryUsage().heapUsed, waitsFor: process.getActiveResourcesInfo().filter((name) => name !== 'MessagePort') };
};

const Asked = z.object({ seed: z.number(), measure: z.boolean() });

/** Plays one story for each seed that it is given. */
parentPort?.on('message', async (message: unknown) => {
  const { seed, measure } = Asked.parse(message);
  const played = await runStory(seed);
  parentPort?.postMessage({ ...played, ...(measure && { inUse: inUse() }) } satisfies Told);
});
