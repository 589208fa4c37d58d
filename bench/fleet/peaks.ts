import type { Bucket } from './aws-quotas.ts';

/** How often something happened in each second. */
export type PerSecond = ReadonlyMap<number, number>;

export const perSecond = (instants: Iterable<number>): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const at of instants) counts.set(at, (counts.get(at) ?? 0) + 1);
  return counts;
};

/** The most in one second, and in one minute. */
export const peakSecond = (counts: PerSecond): number => largest(counts.values());

export const busiestMinute = (counts: Iterable<readonly [at: number, count: number]>): number => {
  const minutes = new Map<number, number>();
  for (const [at, count] of counts) minutes.set(Math.floor(at / 60), (minutes.get(Math.floor(at / 60)) ?? 0) + count);
  return largest(minutes.values());
};

/** How many calls a token bucket would have rejected, if none is repeated. */
export const rejectedBy = ({ bucket, refillPerSecond }: Bucket, counts: PerSecond): number => {
  let tokens = bucket;
  let lastAt = 0;
  let rejected = 0;
  for (const [at, count] of [...counts].sort(([one], [other]) => one - other)) {
    tokens = Math.min(bucket, tokens + (at - lastAt) * refillPerSecond);
    rejected += Math.max(0, count - tokens);
    tokens = Math.max(0, tokens - count);
    lastAt = at;
  }
  return rejected;
};

/** The most that are running at once. One that ends as another begins does not overlap it. */
export const mostAtOnce = (spans: Iterable<readonly [from: number, to: number]>): number => {
  const changes: [at: number, by: number][] = [];
  for (const [from, to] of spans) changes.push([from, 1], [to, -1]);
  let now = 0;
  let most = 0;
  for (const [, by] of changes.sort(([one, add], [other, remove]) => one - other || add - remove)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
};

export type Use = { at: number; forSeconds: number; secret: string };

/** Containers keep a secret for this long; see `adapters/secrets.ts`. */
const SECRET_KEPT_SECONDS = 300;

/**
 * When the containers of one function, which serves all accounts, read secrets: Lambda takes a free container, the one that
 * became free last, else it starts a new one.
 */
export const secretReads = (uses: readonly Use[]): number[] => {
  const free: { since: number; read: Map<string, number> }[] = [];
  const busy: { until: number; container: (typeof free)[number] }[] = [];
  return [...uses]
    .sort((one, other) => one.at - other.at)
    .flatMap(({ at, forSeconds, secret }) => {
      for (let place = busy.length - 1; place >= 0; place -= 1) {
        const ended = busy[place];
        if (ended === undefined || ended.until > at) continue;
        free.push(ended.container);
        busy.splice(place, 1);
      }
      const container = free.pop() ?? { since: at, read: new Map<string, number>() };
      busy.push({ until: at + forSeconds, container });
      const readAt = container.read.get(secret);
      if (readAt !== undefined && at - readAt < SECRET_KEPT_SECONDS) return [];
      container.read.set(secret, at);
      return [at];
    });
};

/** The maximum of lists that are too long for spread arguments. */
const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
};
