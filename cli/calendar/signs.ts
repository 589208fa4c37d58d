import type { DayState } from '../answers/coverage/calendar.ts';

/** In words; plain ones fit behind a number of days. */
export const stateWords = {
  saved: 'saved',
  again: 'fetched again',
  unusual: 'with unusual figures',
  'zero-rows': 'with 0 rows',
  'no-data': 'without data',
  unfinished: 'unfinished',
  failed: 'failed',
  missing: 'missing',
  'not-yet-published': 'not yet published',
} as const satisfies Record<DayState, string>;

/** A day of 10 by 10. Each state has a shape of its own, so that nothing depends on colour. */
const shapes: Record<DayState, string> = {
  saved: '<rect class="saved" x="1" y="1" width="8" height="8" rx="1.5"/>',
  again: '<rect class="saved" x="1" y="1" width="8" height="8" rx="1.5"/><circle class="paper" cx="5" cy="5" r="1.9"/>',
  unusual: '<path class="unusual" d="M5 .6L9.6 9.2H.4z"/><path class="cut" d="M5 3.6v2.6M5 7.6v.2"/>',
  'zero-rows': '<rect class="hollow zero-rows" x="1.9" y="1.9" width="6.2" height="6.2" rx="1"/>',
  'no-data': '<circle class="hollow no-data" cx="5" cy="5" r="3"/>',
  unfinished: '<path class="unfinished" d="M1 1.6L9 5L1 8.4z"/>',
  failed: '<rect class="failed" x="1" y="1" width="8" height="8" rx="1.5"/><path class="cut" d="M3.2 3.2l3.6 3.6M6.8 3.2L3.2 6.8"/>',
  missing: '<path class="hollow missing" d="M2 2l6 6M8 2L2 8"/>',
  'not-yet-published': '<circle class="not-yet" cx="5" cy="5" r="1.1"/>',
};

/** The shapes as patterns of one day: an area of any size is filled with as many of them as it has days. */
export const dayPatterns = (): string =>
  `<svg width="0" height="0" class="defs" aria-hidden="true"><defs>${Object.entries(shapes)
    .map(
      ([state, shape]) =>
        `<pattern id="d-${state}" width="1" height="1" viewBox="0 0 10 10" patternUnits="userSpaceOnUse">${shape}</pattern>`,
    )
    .join('')}</defs></svg>`;

/** One day of a state, beside words. */
export const daySign = (state: DayState): string => `<svg class="day" viewBox="0 0 10 10" aria-hidden="true">${shapes[state]}</svg>`;
