import { msOf } from '../../lambdas/core/instant.ts';
import type { AccountState } from '../answers/fleet.ts';
import { plainTable } from './plain-table.ts';
import { durationText } from './quantities.ts';
import { statusWord } from './runs/run-lines.ts';

const HEADS = ['last run', 'account', 'status', 'saved', 'left', 'failed', 'oldest', 'secret', 'next start'];

/** A line an account. `oldest`: for how long its oldest unfinished report is open; `secret`: its age. Instants are UTC. */
export const fleetTable = (states: readonly AccountState[], nowMs: number, look: { width: number; colour: boolean }): string =>
  plainTable(
    HEADS,
    states.map((state) => rowOf(state, nowMs)),
    { ...look, wraps: [1] },
  );

const rowOf = ({ account, enabled, run, oldestUnfinishedAt, secretChangedAt, nextStartAt }: AccountState, nowMs: number): string[] => {
  const ageOf = (instant: string | undefined): string => (instant === undefined ? '' : durationText(nowMs - msOf(instant)));
  const counts = run === undefined ? ['', '', ''] : [run.view.counts.saved, run.view.counts.unfinished, run.view.counts.failed].map(String);
  return [
    shortInstant(run?.view.startedAt),
    account,
    run === undefined ? 'no run yet' : statusWord(run),
    ...counts,
    ageOf(oldestUnfinishedAt),
    secretChangedAt === undefined ? '' : `${Math.floor((nowMs - msOf(secretChangedAt)) / DAY_MS)} d`,
    enabled ? shortInstant(nextStartAt) : 'rests',
  ];
};

const DAY_MS = 86_400_000;

/** `11-25 06:00` */
const shortInstant = (instant: string | undefined): string => (instant === undefined ? '' : instant.slice(5, 16).replace('T', ' '));
