import { readdirSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as errors from '../../lambdas/core/errors.ts';
import { OutcomeKind } from '../../lambdas/core/record/outcome.ts';

const text = readFileSync('statemachine/import-reports.asl.json', 'utf8');

const Retrier = z.looseObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  MaxAttempts: z.number(),
  BackoffRate: z.number(),
  MaxDelaySeconds: z.number(),
  JitterStrategy: z.string(),
});
const Catcher = z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string(), ResultPath: z.string().nullable() });
const State = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Retry: z.array(Retrier).optional(),
  Catch: z.array(Catcher).optional(),
  Choices: z.array(z.looseObject({ Variable: z.string(), StringEquals: z.string(), Next: z.string() })).optional(),
  Default: z.string().optional(),
  TimestampPath: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Result: z.unknown().optional(),
});
type State = z.infer<typeof State>;
const Machine = z.looseObject({ States: z.record(z.string(), State) });
const machine = Machine.parse(JSON.parse(text));
const Import = machine.States['Import each report'];
const child = z.looseObject({ ItemProcessor: Machine.extend({ ProcessorConfig: z.unknown() }) }).parse(Import).ItemProcessor;
const all = { ...machine.States, ...child.States };
const tasks = (states: Record<string, State>) => Object.entries(states).filter(([, { Type }]) => Type === 'Task');

test('the file is valid Amazon States Language', () => {
  expect(aslValidator(JSON.parse(text)).errors).toEqual([]);
});

test('every custom error name that the machine matches is exported, and every retried or caught name is spelt as AWS spells it', () => {
  const matched = new Set(
    Object.values(all).flatMap(({ Retry = [], Catch = [] }) => [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals)),
  );
  const custom = [...matched].filter((name) => !/^(States|Lambda|Sandbox|Runtime)\./.test(name));

  expect(custom.filter((name) => !(name in errors))).toEqual([]);
});

test.for(Object.entries(errors))('the name of %s equals its export, also when its class is minified', ([name, Thrown]) => {
  expect(new Thrown('why').name).toBe(name);
  expect(Thrown.toString()).toMatch(new RegExp(`name = ["']${name}["']`));
});

test('every placeholder has a step, and every step a placeholder', () => {
  const placeholders = [...text.matchAll(/\$\{(\w+)FunctionArn\}/g)].map(([, name]) => name?.toLowerCase());
  const steps = readdirSync('lambdas')
    .filter((file) => file.endsWith('.ts') && file !== 'runtime.ts')
    .map((file) => file.replace('.ts', ''));

  expect(placeholders.toSorted()).toEqual(steps.toSorted());
});

test('every Task inside the Map catches everything, DataLimitExceeded included, and ends in a recorded outcome', () => {
  for (const [name, { Catch = [] }] of tasks(child.States)) {
    expect(
      Catch.flatMap(({ ErrorEquals }) => ErrorEquals),
      name,
    ).toEqual(['States.DataLimitExceeded', 'States.ALL']);
    expect(
      Catch.every(({ Next }) => Next === (name === 'Explain failure' ? 'Report failed' : 'Explain failure')),
      name,
    ).toBe(true);
  }
});

test('the Map catches into Settle without touching the data; Settle has no Catch and no wildcard Retry, so that a redrive re-enters it', () => {
  expect(Import?.Catch).toEqual([
    { ErrorEquals: ['States.DataLimitExceeded'], ResultPath: null, Next: 'Settle the run' },
    { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Settle the run' },
  ]);
  const settle = machine.States['Settle the run'];
  expect(settle?.Catch).toBeUndefined();
  expect(settle?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals).filter((name) => /ALL|TaskFailed|ReportsFailed/.test(name))).toEqual([]);
});

test('there is no Fail state anywhere: a redrive would only re-enter it', () => {
  expect(Object.values(all).filter(({ Type }) => Type === 'Fail')).toEqual([]);
});

test('every outcome has a branch that ends in a state of its own', () => {
  const ends = Object.values(child.States).flatMap(({ Type, Result }) => (Type === 'Pass' ? [Result] : []));

  expect(ends.toSorted()).toEqual(OutcomeKind.options.toSorted());
});

test('every Choice branches on results that its step can return, and has a Default', () => {
  for (const [name, { Type, Choices, Default }] of Object.entries(all)) {
    if (Type === 'Choice')
      expect([name, Choices?.every(({ Variable }) => ['$.result', '$.job.resumeAt'].includes(Variable)), typeof Default]).toEqual([
        name,
        true,
        'string',
      ]);
  }
});

test('every Wait waits until an instant that a step set', () => {
  const waits = Object.values(all).filter(({ Type }) => Type === 'Wait');

  expect(waits.length).toBeGreaterThan(4);
  expect(new Set(waits.map(({ TimestampPath }) => TimestampPath))).toEqual(new Set(['$.waitUntil']));
});

test.for(tasks(all))('%s: the waits of its retries are jittered and at most five minutes in sum', ([, { Retry = [] }]) => {
  const waited = Retry.map(({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds }) =>
    Array.from({ length: MaxAttempts }, (_, attempt) => Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds)).reduce(
      (sum, s) => sum + s,
      0,
    ),
  );

  expect(Retry.every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
  expect(waited.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThanOrEqual(300);
  expect(waited.length).toBe(2);
});

test('no path names a context field that may be missing before the first redrive', () => {
  expect(text).not.toMatch(/\$\$\.Execution\.(RedriveCount|RedriveTime)/);
});

test('the Map is distributed with standard children, a fixed short label, full tolerance and no concurrency limit', () => {
  expect(Import).toMatchObject({ Type: 'Map', Label: 'ImportEachReport', ToleratedFailurePercentage: 100, ResultPath: null });
  expect(Import).not.toHaveProperty('MaxConcurrency');
  expect(child.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
});
