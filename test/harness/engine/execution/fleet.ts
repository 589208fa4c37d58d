import type { Machine, MapState } from '../definition.ts';
import { begin, broughtBack, pendingExecution, redrive, refusal } from './lifecycle.ts';
import type { Children } from './map-run.ts';
import type { Execution } from './records.ts';
import { type Live, type Parts, runExecution } from './run.ts';

/** The executions there are, and those that run. */
export const fleetOf = (parts: Parts, earlier: readonly Execution[]) => {
  const { clock } = parts;
  const records = new Map(earlier.map((record) => [record.arn, broughtBack(record)]));
  const live = new Map<string, Live>();

  const at = (executionArn: string): Execution => {
    const record = records.get(executionArn);
    if (record === undefined) throw refusal('ExecutionDoesNotExist', `Execution does not exist: '${executionArn}'`);
    return record;
  };
  const add = (given: Pick<Execution, 'arn' | 'name' | 'input' | 'parent'>): Execution => {
    const execution = pendingExecution(given, clock.now());
    records.set(execution.arn, execution);
    return execution;
  };
  const stop = ({ arn }: Execution) => live.get(arn)?.stop();
  /** Begins what is pending, redrives what has stopped. */
  const run = async (execution: Execution, machine: Machine): Promise<void> => {
    const start = execution.status === 'PENDING' ? begin : redrive;
    start(execution, clock.now());
    const running = runExecution(execution, machine, parts, (state) => childrenOf(execution, state));
    live.set(execution.arn, running);
    await running.settled;
    live.delete(execution.arn);
  };
  const childrenOf = (parent: Execution, { name: state, Label, children: machine }: MapState): Children => ({
    at,
    create: (item, input) => {
      const name = `${parent.name}-${parent.mapRuns.length + 1}-${item}`;
      const arn = `${parent.arn.slice(0, parent.arn.lastIndexOf(':'))}/${Label ?? state}:${name}`;
      return add({ arn, name, input, parent: { arn: parent.arn, state, item } });
    },
    run: (child) => run(child, machine),
    stop,
  });
  const settled = async (executionArn: string): Promise<Execution> => {
    const execution = at(executionArn);
    await live.get(executionArn)?.settled;
    const children = execution.mapRuns.flatMap((mapRun) => mapRun.children);
    await Promise.all(children.map((child) => live.get(child)?.settled));
    return execution;
  };
  return { records, at, add, run, stop, settled };
};
