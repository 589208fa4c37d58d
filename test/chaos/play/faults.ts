import type { Failure } from '../../harness/engine/failure.ts';
import type { Fate } from '../../harness/engine/lambda.ts';
import type { Random } from '../../harness/selling-partner/random.ts';
import type { Fault as AmazonFault, Operation } from '../../harness/selling-partner/types.ts';

/** How code is killed in Lambda. */
export const deaths: readonly [Failure, ...Failure[]] = [
  { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: Runtime exited with error: signal: killed' },
  { errorType: 'Lambda.Unknown', errorMessage: 'The cause could not be determined because Lambda did not return an error type.' },
  { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1 Error: Task timed out' },
];
const refusals: readonly [Failure, ...Failure[]] = [
  { errorType: 'Lambda.TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  { errorType: 'Lambda.ServiceException', errorMessage: 'Service exception' },
];
/** The fate of an invocation with a fault. */
export const fateOf = (random: Random): Fate => {
  switch (random.integer(0, 3)) {
    case 0:
      return { kind: 'refused', failure: random.pick(refusals) };
    case 1:
      return { kind: 'killed', afterMs: random.integer(0, 3_000), failure: random.pick(deaths), zombie: 'cut' };
    case 2:
      return { kind: 'killed', afterMs: random.integer(0, 3_000), failure: random.pick(deaths), zombie: 'continues' };
    default:
      return { kind: 'answer-lost', failure: random.pick(deaths) };
  }
};

/** What happens between us and Amazon; `killed`: to the code that called. */
export const amazonFault = (random: Random, operation: Operation, longestMs: number): AmazonFault | 'killed' => {
  const status = random.pick([500, 503]);
  switch (random.integer(0, 8)) {
    case 0:
      return { kind: 'reset' };
    case 1:
    case 2:
      return { kind: 'lost-answer' };
    case 3:
      return { kind: 'status', status };
    case 4:
      return { kind: 'status', status, acted: true };
    case 5:
      return operation === 'downloadDocument' ? { kind: 'status', status: 403 } : { kind: 'status', status: 429 };
    case 6:
      return { kind: 'delay', beforeMs: random.integer(0, Math.round(longestMs)), afterMs: random.integer(0, 3_000) };
    case 7:
      return { kind: 'duplicate' };
    default:
      return 'killed';
  }
};
