import { InvalidInputError } from '../../lambdas/core/errors.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import { allStates, type Machine, type Retrier, type State } from './definition.ts';

type Attempts = ImportSettings['retries'];

/** All retriers of one state may wait this long together; for longer outages there are outcomes and redrives. */
const LONGEST_WAIT_SECONDS = 300;

/**
 * The workflow with the deployment's numbers of attempts; with the defaults it is the unchanged file.
 * @throws InvalidInputError if the waits of a state could then add up to more than 5 minutes
 */
export const withAttempts = (machine: Machine, attempts: Attempts): Machine => {
  const changed = inStates(machine, attempts);
  for (const [name, { Retry = [] }] of allStates(changed)) {
    const seconds = Retry.reduce((sum, retrier) => sum + longestWaitSeconds(retrier), 0);
    if (seconds > LONGEST_WAIT_SECONDS) {
      throw new InvalidInputError(
        `retries: with ${JSON.stringify(attempts)} the state "${name}" could wait ${Math.round(seconds)} s in all; at most ${LONGEST_WAIT_SECONDS} s are allowed`,
      );
    }
  }
  return changed;
};

/** Without jitter, which only shortens it. */
export const longestWaitSeconds = ({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds }: Retrier): number =>
  Array.from({ length: MaxAttempts }, (_, attempt) => Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds)).reduce(
    (sum, seconds) => sum + seconds,
    0,
  );

const inStates = (machine: Machine, attempts: Attempts): Machine => ({
  ...machine,
  States: Object.fromEntries(Object.entries(machine.States).map(([name, state]) => [name, inState(state, attempts)])),
});

const inState = (state: State, attempts: Attempts): State => ({
  ...state,
  ...(state.Retry && { Retry: state.Retry.map((retrier) => inRetrier(retrier, attempts)) }),
  ...(state.ItemProcessor && { ItemProcessor: inStates(state.ItemProcessor, attempts) }),
});

const inRetrier = (retrier: Retrier, { troubleAttempts, throttledAttempts }: Attempts): Retrier => {
  const wanted = retrier.ErrorEquals.includes('Lambda.TooManyRequestsException') ? throttledAttempts : troubleAttempts;
  // The comment's arithmetic holds for the attempts in the file.
  return retrier.MaxAttempts === wanted ? retrier : { ...retrier, MaxAttempts: wanted, Comment: 'The attempts are set at deployment.' };
};
