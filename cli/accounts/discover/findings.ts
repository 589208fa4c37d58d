import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { Question } from './questions.ts';

/** What was found: `undecided` leaves the accounts file as it is there. */
export type Verdict = 'allowed' | 'refused' | 'undecided';

/** An answer to a question; `item`: the report that Amazon makes for it, as the ledger has it. */
export type Finding = { question: Question; verdict: Verdict; why: string; item?: JobItem };
