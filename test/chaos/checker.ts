import { askedOnce } from './invariants/asked-once.ts';
import { byteExact } from './invariants/byte-exact.ts';
import { inTime } from './invariants/in-time.ts';
import { noTreadmill } from './invariants/no-endless-retry.ts';
import { noSecret } from './invariants/no-secret.ts';
import { oneOutcome } from './invariants/one-outcome.ts';
import { onlyWhatFailed } from './invariants/only-what-failed.ts';
import { toldAsFailed } from './invariants/reported-as-failed.ts';
import { tablesAgree } from './invariants/tables-agree.ts';
import { withinLimits } from './invariants/within-limits.ts';
import type { Witness } from './play/witness.ts';

/** (g) Document connections and uploads are all closed. Memory and handles of the whole process: `main.ts`. */
const nothingLeftOpen = ({ stillOpen }: Witness): string[] => stillOpen.map((what) => `still open: ${what}`);

/** What must hold after every story, whatever went wrong in it. Letters as in the promise: nothing lost, nothing asked twice. */
export const invariants = {
  'a one outcome': oneOutcome,
  'b byte-exact': byteExact,
  'c asked once': askedOnce,
  'd within limits': withinLimits,
  'e only what failed': onlyWhatFailed,
  'f no secret': noSecret,
  'g nothing left open': nothingLeftOpen,
  'h in time': inTime,
  'i no treadmill': noTreadmill,
  'j told as failed': toldAsFailed,
  'k tables agree': tablesAgree,
} as const satisfies Record<string, (witness: Witness) => string[]>;

export type InvariantName = keyof typeof invariants;
export type Violation = { invariant: string; what: string };

export const violationsIn = (witness: Witness): Violation[] =>
  Object.entries(invariants).flatMap(([invariant, holds]) => holds(witness).map((what) => ({ invariant, what })));
