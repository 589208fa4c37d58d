import type { Fate } from '../../test/harness/engine/lambda.ts';
import type { Morning } from './one-morning.ts';
import { secondsOf } from './step-seconds.ts';

/** Invocations, each for as long as its step usually takes, and how many Lambda refuses because `limit` are running. */
export const concurrencyOf = (limit: number) => {
  const invocations: Morning['invocations'] = [];
  let underWay: number[] = [];
  let refused = 0;
  const begin = (atSeconds: number, step: string): Fate | undefined => {
    underWay = underWay.filter((until) => until > atSeconds);
    if (underWay.length >= limit) {
      refused += 1;
      return { kind: 'refused', failure: { errorType: 'Lambda.TooManyRequestsException', errorMessage: 'Rate Exceeded.' } };
    }
    underWay.push(atSeconds + secondsOf(step));
    invocations.push([Math.floor(atSeconds), step]);
    return undefined;
  };
  return { begin, invocations, refused: () => refused };
};
