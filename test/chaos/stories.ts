import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Told } from './worker.ts';

/** How often memory is looked at: first when everything is warm, at last at the end. */
const MEASURED_EVERY = 50;

/**
 * Plays the stories of so many seeds on all processors, and tells each as it ends. It stops early when `isEnough` says so.
 * @throws what a story throws that could not be played
 */
export const playStories = async (
  { runs, seed }: { runs: number; seed: number },
  heard: (told: Told, worker: number) => void,
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
        const told = await Promise.race([answerOf(worker, { seed: next, measure }), enough.promise]);
        if (told === undefined) return;
        heard(told, index);
        if (isEnough()) enough.resolve(undefined);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), runs) }, (_, index) => work(index)));
};

const answerOf = (worker: Worker, question: object): Promise<Told> =>
  new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(question);
  });
