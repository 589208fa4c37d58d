import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { runStory } from './run-story.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is in use once nothing runs: bytes of the heap, and what the process waits for. */
export const inUse = (): { heapBytes: number; waitsFor: string[] } => {
  collectGarbage();
  return { heapBytes: process.memoryUsage().heapUsed, waitsFor: process.getActiveResourcesInfo().filter((name) => name !== 'MessagePort') };
};

/** Plays one story for each seed that it is given. */
if (!isMainThread) {
  parentPort?.on('message', async (message: unknown) => {
    const { seed, measure } = z.object({ seed: z.number(), measure: z.boolean() }).parse(message);
    const played = await runStory(seed);
    parentPort?.postMessage({ ...played, ...(measure && { inUse: inUse() }) });
  });
}
