import { askedOnce } from './invariants/asked-once.ts';
import { byteExact } from './invariants/byte-exact.ts';
import { inTime } from './invariants/in-time.ts';
import { noEndlessRetry } from './invariants/no-endless-retry.ts';
import { noSecret } from './invariants/no-secret.ts';
import { oneOutcome } from './invariants/one-outcome.ts';
import { onlyWhatFailed } from './invariants/only-what-failed.ts';
import { reportedAsFailed } from './invariants/reported-as-failed.ts';
import { tablesAgree } from './invariants/tables-agree.ts';
import { withinLimits } from './invariants/within-limits.ts';
import type { Witness } from './play/witness.ts';

/** (g) Document connections and uploads are all closed. Memory and handles of the whole process: `main.ts`. */
const nothingLeftOpen = ({ stillOpen }: Witness): string[] => stillOpen.map((what) => `still open: ${what}`);

/** What must hold after every story, whatever went wrong in it: nothing lost, nothing asked for twice. */
export const invariants = {
  'a one outcome': oneOutcome,
  'b byte-exact': byteExact,
  'c asked once': askedOnce,
  'd within limits': withinLimits,
  'e only what failed': onlyWhatFailed,
  'f no secret': noSecret,
  'g nothing left open': nothingLeftOpen,
  'h in time': inTime,
  'i no endless retry': noEndlessRetry,
  'j reported as failed': reportedAsFailed,
  'k tables agree': tablesAgree,
} as const satisfies Record<string, (witness: Witness) => string[]>;

export type InvariantName = keyof typeof invariants;
export type Violation = { invariant: string; what: string };

export const violationsIn = (witness: Witness): Violation[] =>
  Object.entries(invariants).flatMap(([invariant, holds]) => holds(witness).map((what) => ({ invariant, what })));
