import { z } from 'zod';
import { StoreUnavailableError } from '../../../lambdas/core/errors.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { World, WorldOptions } from '../../harness/a-world.ts';
import { currentInvocation, type Invocation } from '../../harness/engine/lambda.ts';
import { randomFrom } from '../../harness/selling-partner/random.ts';
import type { InterceptedRequest } from '../../harness/selling-partner/types.ts';
import { timeoutSeconds } from '../../harness/timeouts.ts';
import type { Ambush } from '../story/ambushes.ts';
import type { FaultRates, Story } from '../story/story.ts';
import { amazonFault, deaths, fateOf } from './faults.ts';

/** The longest delay of one call to a store, and of one to Amazon. A call waits 30 s for its answer. */
const SLOW_STORE_MS = 2_000;
const SLOW_AMAZON_MS = 25_000;
/** A zombie usually sleeps for minutes, and sometimes for as long as its function may run. */
const ZOMBIE_PAUSE_MS = 120_000;
/** The sleep of an upload while others continue: its function may run for 15 minutes. */
const SLEEP_MS = 12 * 60_000;
/** The same for a Settle, which may run for five minutes. */
const SETTLE_SLEEP_MS = 4.5 * 60_000;
/** The share of calls that fail in an outage. */
const OUTAGE_RATE = 0.95;

export type Trouble = Required<Pick<WorldOptions, 'intercept' | 'before' | 'fate'>> & {
  /** From now on everything works. */
  calmDown: () => void;
  /** Wraps the port through which a step gets the faults of Secrets Manager. */
  around: (sellingPartner: Ports['sellingPartner']) => Ports['sellingPartner'];
};

type Hooks = {
  fault: (kind: string, where: string) => void;
  send: (request: InterceptedRequest, invocation: Invocation | undefined) => void;
  /** Another application asks for the same as this request. */
  rival: (request: InterceptedRequest) => void;
  /** An object of the bucket is replaced by somebody else. */
  replace: (key: string) => void;
};
type Seen = (operation: string, args: readonly unknown[]) => (() => void) | undefined;

/**
 * Faults at every boundary, chosen by the story's seed: errors, lost answers, slowness, duplicates, and code that is killed before,
 * during and after each of its calls, sometimes continuing as a zombie until its function's time is up.
 */
export const troubleOf = (
  { seed, startAt, rates, outages, ambush }: Story,
  time: () => World['clock'],
  hooks: Hooks,
  seen: Seen,
): Trouble => {
  const random = randomFrom(seed, 'trouble');
  const endsAt = new Map<string, number>();
  let isCalm = false;
  let pendingAmbush = ambush;
  /** The story's one ambush, when this is the moment for it. */
  const isAmbush = (at: Ambush): boolean => {
    if (pendingAmbush !== at) return false;
    pendingAmbush = undefined;
    return true;
  };
  const isOut = (boundary: keyof FaultRates): boolean => {
    const minutes = (time().now() - Date.parse(startAt)) / 60_000;
    return outages.some((one) => one.of === boundary && one.fromMinutes <= minutes && minutes < one.fromMinutes + one.minutes);
  };
  const isFaultAt = (boundary: keyof FaultRates): boolean => {
    const rate = isCalm ? 0 : isOut(boundary) ? OUTAGE_RATE : rates[boundary];
    return rate > 0 && random.next() < rate;
  };

  /** Lambda ends everything that runs longer than its function may, zombies too. */
  const isOver = (invocation: Invocation | undefined): boolean => {
    if (invocation === undefined || time().now() < (endsAt.get(invocation.id) ?? Number.POSITIVE_INFINITY)) return false;
    invocation.kill(deaths[2] ?? deaths[0], 'cut');
    return true;
  };
  const leftMs = (invocation: Invocation) => Math.max(0, (endsAt.get(invocation.id) ?? 0) - time().now());
  /** Kills the running code; a zombie pauses before it continues. */
  const kill = async (invocation: Invocation, where: string, mayPause = true): Promise<void> => {
    const continues = random.next() < 0.4;
    hooks.fault(continues ? 'killed, continues as a zombie' : 'killed', where);
    invocation.kill(random.pick(deaths), continues ? 'continues' : 'cut');
    if (!continues || !mayPause) return;
    const longestMs = random.next() < 0.4 ? leftMs(invocation) : Math.min(leftMs(invocation), ZOMBIE_PAUSE_MS);
    await time().sleep(Math.round(random.next() * longestMs));
    isOver(invocation);
  };

  const before: Trouble['before'] = async (operation, args) => {
    const invocation = currentInvocation();
    const record = seen(operation, args);
    const after = async () => record?.();
    if (isOver(invocation) || invocation === undefined) return after;
    if (operation === 'upload' && isAmbush('upload')) {
      hooks.fault('killed, continues as a zombie', `before ${operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'continues');
      await time().sleep(SLEEP_MS);
      return after;
    }
    if (operation === 'readRun' && isSettleOfRedrive(invocation) && isAmbush('settle')) {
      hooks.fault('killed, continues as a zombie', `before ${operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'continues');
      await time().sleep(SETTLE_SLEEP_MS);
      return after;
    }
    if (operation === 'read' && invocation.state === 'Tabulate report' && isAmbush('read')) {
      hooks.fault('object replaced', `before ${operation} in ${invocation.state}`);
      hooks.replace(String(args[0]));
    }
    if (isDrop(operation, args) && isAmbush('drop')) {
      return async () => {
        record?.();
        hooks.fault('killed', `after ${operation} in ${invocation.state}`);
        invocation.kill(random.pick(deaths), 'cut');
      };
    }
    if (!isFaultAt('store')) return after;
    const where = `${operation} in ${invocation.state}`;
    switch (random.integer(0, 4)) {
      case 0:
        hooks.fault('store refuses', where);
        throw new Error('InternalServerError');
      case 1:
        return async () => {
          record?.();
          hooks.fault('store acts, its answer is lost', where);
          throw new Error('socket hang up');
        };
      case 2:
        hooks.fault('store is slow', where);
        await time().sleep(random.integer(1, SLOW_STORE_MS));
        return after;
      case 3:
        // Whether an upload may complete is checked right before S3 makes its object visible, which does not take minutes.
        await kill(invocation, `before ${where}`, operation !== 'complete');
        return after;
      default:
        return async () => {
          record?.();
          await kill(invocation, `after ${where}`);
        };
    }
  };

  const intercept: Trouble['intercept'] = (request) => {
    const invocation = currentInvocation();
    if (isOver(invocation)) return { kind: 'reset' };
    hooks.send(request, invocation);
    if (invocation !== undefined && request.operation === 'cancelReport' && isAmbush('cancelReport')) {
      hooks.fault('killed', `during ${request.operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'cut');
      return { kind: 'lost-answer' };
    }
    if (invocation !== undefined && request.operation === 'createReport' && isAmbush('createReport')) {
      hooks.fault('Amazon: status 500', `${request.operation} in ${invocation.state}`);
      hooks.rival(request);
      return { kind: 'status', status: 500 };
    }
    if (invocation === undefined || !isFaultAt('amazon')) return 'pass';
    const where = `${request.operation} in ${invocation.state}`;
    const fault = amazonFault(random, request.operation, Math.min(SLOW_AMAZON_MS, leftMs(invocation)));
    if (fault !== 'killed') {
      hooks.fault(
        `Amazon: ${fault.kind}${fault.kind === 'status' ? ` ${fault.status}${fault.acted ? ' after it acted' : ''}` : ''}`,
        where,
      );
      return fault;
    }
    const continues = random.next() < 0.3;
    const acts = continues || random.next() < 0.7;
    hooks.fault(continues ? 'killed, continues as a zombie' : 'killed', `during ${where}`);
    invocation.kill(random.pick(deaths), continues ? 'continues' : 'cut');
    if (continues) return 'pass';
    return { kind: acts ? 'lost-answer' : 'reset' };
  };

  const fate: Trouble['fate'] = (invocation) => {
    const name = Object.entries(timeoutSeconds).find(([step]) => invocation.functionName.toLowerCase().startsWith(step));
    endsAt.set(invocation.id, time().now() + (name?.[1] ?? 60) * 1000);
    if (!isFaultAt('invocation')) return undefined;
    const fated = fateOf(random);
    hooks.fault(`invocation ${fated.kind}`, invocation.state);
    return fated;
  };

  const around: Trouble['around'] = (sellingPartner) => async (secretId, region) => {
    if (isFaultAt('secret')) {
      hooks.fault('Secrets Manager refuses', currentInvocation()?.state ?? 'nowhere');
      throw new StoreUnavailableError(`Secrets Manager did not give the secret ${secretId}`);
    }
    return sellingPartner(secretId, region);
  };

  return {
    before,
    intercept,
    fate,
    around,
    calmDown: () => {
      isCalm = true;
    },
  };
};

const OfRedrive = z.looseObject({ execution: z.looseObject({ RedriveCount: z.number().min(1) }) });

const isSettleOfRedrive = ({ state, input }: Invocation): boolean => state === 'Settle the run' && OfRedrive.safeParse(input).success;

const isDrop = (operation: string, [item]: readonly unknown[]): boolean =>
  operation === 'writeJob' && JobItem.safeParse(item).data?.dropped !== undefined;
