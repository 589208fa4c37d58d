import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { invariants } from '../chaos/checker.ts';
import { mutations } from '../chaos/mutations.ts';
import { play } from '../chaos/play/play.ts';
import { type Played, runStory } from '../chaos/run-story.ts';
import { playStories } from '../chaos/stories.ts';
import { storyOf } from '../chaos/story/story.ts';
import { storyText } from '../chaos/story-text.ts';
import { cases, isLong } from '../how-many.ts';

const { numRuns: RUNS } = cases({ usual: 4, long: 60 });
/** Seed of the first story: this one and the next ones have many faults. */
const SEED = 5;

/** A few stories run in this worker, which has loaded the modules; for many it is worth starting threads. */
const playedStories = async (): Promise<Played[]> => {
  const played: Played[] = [];
  if (isLong()) await playStories({ runs: RUNS, seed: SEED }, (one) => played.push(one));
  else for (const index of Array(RUNS).keys()) played.push(await runStory(SEED + index));
  return played;
};

test(`nothing is lost and nothing asked twice in ${RUNS} stories full of faults (more: npm run chaos)`, async () => {
  const played = await playedStories();

  const faults = played.flatMap((one) => Object.values(one.faults)).reduce((sum, count) => sum + count, 0);
  expect(played.filter(({ violations }) => violations.length > 0).map(({ text }) => text)).toEqual([]);
  expect(played).toHaveLength(RUNS);
  expect(faults).toBeGreaterThan(RUNS * 20);
}, 300_000);

test('the same seed gives the same story, as readable text', async () => {
  const [one, other] = [await play(storyOf(3)), await play(storyOf(3))];
  const violation = { invariant: Object.keys(invariants)[0] ?? '', what: 'made up' };

  const text = storyText(one, [violation]);

  expect(storyText(other, [violation])).toBe(text);
  expect(text).toContain('Again: npm run chaos -- --runs 1 --seed 3');
  expect(text).toContain('✗ a one outcome: made up');
  expect(text).toMatch(/\d+d \d\d:\d\d:\d\d {2}fault: /);
  expect(text).toMatch(/createReport → \d+ GET_/);
});

test.for([...mutations])('the text that a mutant replaces exists exactly once: $guard', ({ file, find }) => {
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
});
