import { type Violation, violationsIn } from './checker.ts';
import { play } from './play/play.ts';
import { storyOf } from './story/story.ts';
import { storyText } from './story-text.ts';

/** The result of a story: with its text if it has violations. */
export type Played = { seed: number; faults: Record<string, number>; violations: Violation[]; text?: string };

export const runStory = async (seed: number): Promise<Played> => {
  const witness = await play(storyOf(seed)).catch((error: unknown) => {
    throw new Error(`Story ${seed} could not be played`, { cause: error });
  });
  const violations = violationsIn(witness);
  const faults: Record<string, number> = {};
  for (const { kind } of witness.faults) faults[kind] = (faults[kind] ?? 0) + 1;
  return { seed, faults, violations, ...(violations.length > 0 && { text: storyText(witness, violations) }) };
};
