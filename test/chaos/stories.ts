import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { StoryResult } from './worker.ts';

/** How often memory is measured: first when everything is warm, and again at the end. */
const MEASURED_EVERY = 50;

/**
 * Plays the stories of this many seeds on all processors, and reports each when it ends. It stops early when `isEnough` says so.
 * @throws the error of a story that could not be played
 */
export const playStories = async (
  { runs, seed }: { runs: number; seed: number },
  report: (result: StoryResult, worker: number) => void,
  isEnough: () => boolean = () => false,
): Promise<void> => {
  const seeds = Array.from({ length: runs }, (_, index) => seed + index);
  const enough = Promise.withResolvers<undefined>();
  const work = async (index: number): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    try {
      for (let count = 1; seeds.length > 0; count += 1) {
        const next = seeds.shift();
        const measure = count % MEASURED_EVERY === 0 || seeds.length === 0;
        const result = await Promise.race([answerOf(worker, { seed: next, measure }), enough.promise]);
        if (result === undefined) return;
        report(result, index);
        if (isEnough()) enough.resolve(undefined);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), runs) }, (_, index) => work(index)));
};

const answerOf = (worker: Worker, question: object): Promise<StoryResult> =>
  new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(question);
  });
