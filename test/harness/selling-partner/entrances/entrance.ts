import { answer, operationOf } from '../answer.ts';
import { refuse } from '../replies.ts';
import type { AmazonRequest, AmazonResponse, AmazonState, Clock, Fault, Intercept, Operation, Sleep } from '../types.ts';

export type Entrance = { state: AmazonState; now: Clock; sleep: Sleep; intercept?: Intercept };
export type Arrival = { kind: 'answer'; response: AmazonResponse } | { kind: 'reset' };

/** What both entrances share: every request first goes to the hook, and gets the fault that it chooses. */
export const openEntrance = ({ state, now, sleep, intercept = () => 'pass' }: Entrance) => {
  const seen: Partial<Record<Operation, number>> = {};

  const choose = (request: AmazonRequest): 'pass' | Fault => {
    const operation = operationOf(request);
    seen[operation] = (seen[operation] ?? 0) + 1;
    return intercept({ ...request, operation, nth: seen[operation] });
  };

  const arrive = async (request: AmazonRequest, fault: 'pass' | Fault): Promise<Arrival> => {
    if (fault === 'pass') return reply(request);
    state.faults.push({ kind: fault.kind, operation: operationOf(request), at: now() });
    switch (fault.kind) {
      case 'reset':
        return { kind: 'reset' };
      case 'lost-answer':
        reply(request);
        return { kind: 'reset' };
      case 'status':
        if (fault.acted) reply(request);
        return { kind: 'answer', response: errorOf(fault.status) };
      case 'duplicate':
        reply(request);
        return reply(request);
      case 'delay': {
        await sleep(fault.beforeMs ?? 0);
        const arrival = await arrive(request, fault.next ?? 'pass');
        await sleep(fault.afterMs ?? 0);
        return arrival;
      }
      default:
        return fault satisfies never;
    }
  };

  const reply = (request: AmazonRequest): Arrival => ({ kind: 'answer', response: answer(state, request, now()) });

  return { choose, arrive };
};

/** How long a caller will wait for the first byte. */
export const delayOf = (fault: 'pass' | Fault): number =>
  fault !== 'pass' && fault.kind === 'delay' ? (fault.beforeMs ?? 0) + (fault.afterMs ?? 0) + delayOf(fault.next ?? 'pass') : 0;

const errorOf = (status: number): AmazonResponse => {
  if (status === 429) return refuse(status, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
  if (status === 503) return refuse(status, 'ServiceUnavailable', 'Service is temporarily unavailable. Please try again later.');
  return refuse(status, 'InternalFailure', 'We encountered an internal error. Please try again.');
};
