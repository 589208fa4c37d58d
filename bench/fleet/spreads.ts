import type { Morning } from './one-morning.ts';

/** When the fleet's accounts start. A morning is the same at any hour, so it is moved instead of played again. */
export type Spread = { starts: string; shiftOf: (morning: Pick<Morning, 'scheduledAt' | 'startedAt'>) => number };

/** A window of four times as many minutes. */
const WIDER = 4;

export const spreadsOf = (windowMinutes: number): Spread[] => [
  { starts: 'in their zones', shiftOf: () => 0 },
  { starts: 'in one zone', shiftOf: ({ scheduledAt }) => -scheduledAt },
  {
    starts: `in one zone, within ${WIDER * windowMinutes} minutes`,
    shiftOf: ({ scheduledAt, startedAt }) => -scheduledAt + (WIDER - 1) * (startedAt - scheduledAt),
  },
  // AWS does not say how it picks the instant: this is the least that it may spread them.
  { starts: 'in one zone, at whole minutes', shiftOf: ({ scheduledAt, startedAt }) => -scheduledAt - ((startedAt - scheduledAt) % 60) },
  { starts: 'in one zone, without a window', shiftOf: ({ startedAt }) => -startedAt },
];
