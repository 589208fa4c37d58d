import { AsyncLocalStorage } from 'node:async_hooks';

/** A timer that was set; only its own clock reads it. */
export type Timer = { atMs: number; order: number; act: () => void } | NodeJS.Timeout;

/** Time as the harness has it: real, or virtual. */
export type HarnessClock = {
  /** Epoch milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  setTimeout: (act: () => void, ms: number) => Timer;
  clearTimeout: (timer: Timer | undefined) => void;
  /** Work that may wait for real things (zlib, streams): virtual time does not advance while it runs, except in `sleep`. */
  working: <T>(work: () => Promise<T>) => Promise<T>;
};

/** The longest that Node's timers wait (24.8 days); a longer delay would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export const realClock: HarnessClock = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, LONGEST_DELAY_MS))),
  setTimeout: (act, ms) => setTimeout(act, Math.min(ms, LONGEST_DELAY_MS)),
  clearTimeout: (timer) => clearTimeout(timer !== undefined && 'order' in timer ? undefined : timer),
  working: (work) => work(),
};

type Activity = { sleepers: number; isDone: boolean };

/**
 * A clock that jumps to the next timer as soon as no work is running: hours pass in milliseconds. Timers fire one at a time, in the
 * order of their instants and then of their setting, and the next one only when all that the last one caused has come to rest,
 * so that a world with seeded random numbers takes the same course each time, whatever real work its steps do.
 */
export const virtualClock = (startMs: number): HarnessClock => {
  let nowMs = startMs;
  let orders = 0;
  let busy = 0;
  let isAwake = false;
  const timers = timerQueue();
  const activities = new AsyncLocalStorage<Activity | undefined>();

  const wake = () => {
    if (isAwake || busy > 0 || timers.isEmpty()) return;
    isAwake = true;
    // An immediate comes after all promises and ticks, so whatever the last timer caused has been done by then.
    activities.run(undefined, () => setImmediate(fireNext));
  };
  const fireNext = () => {
    isAwake = false;
    if (busy > 0) return;
    const timer = timers.takeFirst();
    if (timer === undefined) return;
    nowMs = Math.max(nowMs, timer.atMs);
    try {
      timer.act();
    } finally {
      wake();
    }
  };
  const start = (by: number) => {
    busy += by;
    wake();
  };
  const set = (act: () => void, ms: number): Timer => {
    const timer = { atMs: nowMs + Math.max(0, ms), order: orders++, act };
    timers.add(timer);
    wake();
    return timer;
  };

  return {
    now: () => nowMs,
    setTimeout: set,
    clearTimeout: (timer) => {
      if (timer !== undefined && 'order' in timer) timers.remove(timer);
    },
    sleep: (ms) => {
      const activity = activities.getStore();
      if (activity !== undefined && activity.sleepers++ === 0 && !activity.isDone) start(-1);
      return new Promise((resolve) =>
        set(() => {
          if (activity !== undefined && --activity.sleepers === 0 && !activity.isDone) start(1);
          resolve();
        }, ms),
      );
    },
    working: async (work) => {
      if (activities.getStore() !== undefined) return work();
      const activity: Activity = { sleepers: 0, isDone: false };
      start(1);
      try {
        return await activities.run(activity, work);
      } finally {
        activity.isDone = true;
        if (activity.sleepers === 0) start(-1);
      }
    },
  };
};

type VirtualTimer = { atMs: number; order: number; act: () => void };

/** Timers sorted so that the next one is at the end of the list, where taking it is cheap. */
const timerQueue = () => {
  const list: VirtualTimer[] = [];
  const isBefore = (a: VirtualTimer, b: VirtualTimer) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  const placeOf = (timer: VirtualTimer): number => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = list[middle];
      if (other !== undefined && isBefore(timer, other)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    isEmpty: () => list.length === 0,
    add: (timer: VirtualTimer) => list.splice(placeOf(timer), 0, timer),
    takeFirst: () => list.pop(),
    remove: (timer: VirtualTimer) => {
      const place = placeOf(timer);
      if (list[place] === timer) list.splice(place, 1);
    },
  };
};
