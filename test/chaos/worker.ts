import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { type Played, runStory } from './run-story.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Timers of killed code: Lambda ends them with its container, so here they end with their story. */
const limits = new Set<NodeJS.Timeout>();
const setTimeoutAsIs = globalThis.setTimeout;
const recorded = (...args: Parameters<typeof setTimeout>): NodeJS.Timeout => {
  const timer = setTimeoutAsIs(...args);
  limits.add(timer);
  return timer;
};
Object.assign(globalThis, { setTimeout: Object.assign(recorded, setTimeoutAsIs) });
const endContainers = (): void => {
  limits.forEach(clearTimeout);
  limits.clear();
};

/** What is in use when no story runs: bytes of the heap, and what this thread still waits for. */
export type InUse = { heapBytes: number; waitsFor: string[] };
export type StoryResult = Played & { inUse?: InUse };

const inUse = (): InUse => {
  collectGarbage();
  return { heapBytes: process.memoryUsage().heapUsed, waitsFor: process.getActiveResourcesInfo().filter((name) => name !== 'MessagePort') };
};

const Asked = z.object({ seed: z.number(), measure: z.boolean() });

/** Plays one story for each seed that it is given. */
parentPort?.on('message', async (message: unknown) => {
  const { seed, measure } = Asked.parse(message);
  const played = await runStory(seed);
  endContainers();
  parentPort?.postMessage({ ...played, ...(measure && { inUse: inUse() }) } satisfies StoryResult);
});
