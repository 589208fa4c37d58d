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

/** Longest trouble of one store call, and of one call on its way to Amazon. A call waits for its answer 30 s. */
const SLOW_STORE_MS = 2_000;
const SLOW_AMAZON_MS = 25_000;
/** A zombie sleeps for minutes as a rule, and now and then for as long as its function may live. */
const ZOMBIE_PAUSE_MS = 120_000;
/** Of the upload that sleeps while others go on: it may live for 15 minutes. */
const SLEEP_MS = 12 * 60_000;
/** Of the Settle that does: it may live for five minutes. */
const SETTLE_SLEEP_MS = 4.5 * 60_000;
/** Of the calls in an outage. */
const OUTAGE_RATE = 0.95;

export type Trouble = Required<Pick<WorldOptions, 'intercept' | 'before' | 'fate'>> & {
  /** From now on everything works. */
  calmDown: () => void;
  /** Secrets Manager's trouble reaches a step through this port. */
  around: (sellingPartner: Ports['sellingPartner']) => Ports['sellingPartner'];
};

type Hear = {
  fault: (kind: string, where: string) => void;
  send: (request: InterceptedRequest, invocation: Invocation | undefined) => void;
  /** Another application asks for what this request asks for. */
  rival: (request: InterceptedRequest) => void;
  /** Somebody replaces an object of the bucket. */
  replace: (key: string) => void;
};
type Seen = (operation: string, args: readonly unknown[]) => (() => void) | undefined;

/**
 * Faults at every boundary, chosen by the story's seed: errors, lost answers, slowness, duplicates, and code that is killed before,
 * during and after each of its calls, sometimes to go on as a zombie until its function's time is up.
 */
export const troubleOf = (
  { seed, startAt, rates, outages, ambush }: Story,
  time: () => World['clock'],
  hear: Hear,
  seen: Seen,
): Trouble => {
  const random = randomFrom(seed, 'trouble');
  const endsAt = new Map<string, number>();
  let isCalm = false;
  let lyingInWait = ambush;
  /** The story's one ambush, when this is the moment for it. */
  const isAmbush = (at: Ambush): boolean => {
    if (lyingInWait !== at) return false;
    lyingInWait = undefined;
    return true;
  };
  const isOut = (boundary: keyof FaultRates): boolean => {
    const minutes = (time().now() - Date.parse(startAt)) / 60_000;
    return outages.some((one) => one.of === boundary && one.fromMinutes <= minutes && minutes < one.fromMinutes + one.minutes);
  };
  const strikes = (boundary: keyof FaultRates): boolean => {
    const rate = isCalm ? 0 : isOut(boundary) ? OUTAGE_RATE : rates[boundary];
    return rate > 0 && random.next() < rate;
  };

  /** Lambda ends whatever outlives its function's time, zombies too. */
  const isOver = (invocation: Invocation | undefined): boolean => {
    if (invocation === undefined || time().now() < (endsAt.get(invocation.id) ?? Number.POSITIVE_INFINITY)) return false;
    invocation.kill(deaths[2] ?? deaths[0], 'cut');
    return true;
  };
  const leftMs = (invocation: Invocation) => Math.max(0, (endsAt.get(invocation.id) ?? 0) - time().now());
  /** Kills the running code; a zombie pauses before it goes on. */
  const kill = async (invocation: Invocation, where: string, mayPause = true): Promise<void> => {
    const goesOn = random.next() < 0.4;
    hear.fault(goesOn ? 'killed, goes on as a zombie' : 'killed', where);
    invocation.kill(random.pick(deaths), goesOn ? 'continues' : 'cut');
    if (!goesOn || !mayPause) return;
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
      hear.fault('killed, goes on as a zombie', `before ${operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'continues');
      await time().sleep(SLEEP_MS);
      return after;
    }
    if (operation === 'readRun' && isSettleOfRedrive(invocation) && isAmbush('settle')) {
      hear.fault('killed, goes on as a zombie', `before ${operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'continues');
      await time().sleep(SETTLE_SLEEP_MS);
      return after;
    }
    if (operation === 'read' && invocation.state === 'Tabulate report' && isAmbush('read')) {
      hear.fault('object replaced', `before ${operation} in ${invocation.state}`);
      hear.replace(String(args[0]));
    }
    if (isDrop(operation, args) && isAmbush('drop')) {
      return async () => {
        record?.();
        hear.fault('killed', `after ${operation} in ${invocation.state}`);
        invocation.kill(random.pick(deaths), 'cut');
      };
    }
    if (!strikes('store')) return after;
    const where = `${operation} in ${invocation.state}`;
    switch (random.integer(0, 4)) {
      case 0:
        hear.fault('store refuses', where);
        throw new Error('InternalServerError');
      case 1:
        return async () => {
          record?.();
          hear.fault('store acts, its answer is lost', where);
          throw new Error('socket hang up');
        };
      case 2:
        hear.fault('store is slow', where);
        await time().sleep(random.integer(1, SLOW_STORE_MS));
        return after;
      case 3:
        // Whether an upload may end is asked right before S3 makes its object appear, which takes no minutes.
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
    hear.send(request, invocation);
    if (invocation !== undefined && request.operation === 'cancelReport' && isAmbush('cancelReport')) {
      hear.fault('killed', `during ${request.operation} in ${invocation.state}`);
      invocation.kill(random.pick(deaths), 'cut');
      return { kind: 'lost-answer' };
    }
    if (invocation !== undefined && request.operation === 'createReport' && isAmbush('createReport')) {
      hear.fault('Amazon: status 500', `${request.operation} in ${invocation.state}`);
      hear.rival(request);
      return { kind: 'status', status: 500 };
    }
    if (invocation === undefined || !strikes('amazon')) return 'pass';
    const where = `${request.operation} in ${invocation.state}`;
    const fault = amazonFault(random, request.operation, Math.min(SLOW_AMAZON_MS, leftMs(invocation)));
    if (fault !== 'killed') {
      hear.fault(`Amazon: ${fault.kind}${fault.kind === 'status' ? ` ${fault.status}${fault.acted ? ' after it acted' : ''}` : ''}`, where);
      return fault;
    }
    const goesOn = random.next() < 0.3;
    const acts = goesOn || random.next() < 0.7;
    hear.fault(goesOn ? 'killed, goes on as a zombie' : 'killed', `during ${where}`);
    invocation.kill(random.pick(deaths), goesOn ? 'continues' : 'cut');
    if (goesOn) return 'pass';
    return { kind: acts ? 'lost-answer' : 'reset' };
  };

  const fate: Trouble['fate'] = (invocation) => {
    const name = Object.entries(timeoutSeconds).find(([step]) => invocation.functionName.toLowerCase().startsWith(step));
    endsAt.set(invocation.id, time().now() + (name?.[1] ?? 60) * 1000);
    if (!strikes('invocation')) return undefined;
    const fated = fateOf(random);
    hear.fault(`invocation ${fated.kind}`, invocation.state);
    return fated;
  };

  const around: Trouble['around'] = (sellingPartner) => async (secretId, region) => {
    if (strikes('secret')) {
      hear.fault('Secrets Manager refuses', currentInvocation()?.state ?? 'nowhere');
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
