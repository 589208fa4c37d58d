import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { HarnessClock } from './clock.ts';

/** An event of the library, as far as a history keeps it. */
export type LibraryEvent = {
  type: string;
  timestamp: number;
  state?: { name: string; type: string; input: unknown; output?: unknown };
  Error?: string;
  Cause?: unknown;
};

type RunOptions = {
  context: { Execution: Record<string, unknown> };
  overrides: { taskResourceLocalHandlers: Record<string, (input: unknown) => Promise<unknown>> };
};

/** What the harness uses of aws-local-stepfunctions: its machine, and its evaluation of paths and templates for the items of a Map. */
export type Library = {
  StateMachine: new (
    definition: unknown,
    options: { validationOptions: { noValidate: true } },
  ) => {
    run: (input: unknown, options: RunOptions) => { abort: () => void; result: Promise<unknown>; eventLogs: AsyncIterable<LibraryEvent> };
  };
  jsonPathQuery: (path: string, json: unknown, context: unknown) => unknown;
  processPayloadTemplate: (template: unknown, json: unknown, context: unknown) => unknown;
};

/** The library sets the start and the input of every run itself; a redrive keeps those of the first start. */
const OWN_EXECUTION = `Input: input,
        StartTime: (/* @__PURE__ */ new Date()).toISOString()`;
const GIVEN_EXECUTION = `Input: options.runOptions?.context?.Execution?.Input ?? input,
        StartTime: options.runOptions?.context?.Execution?.StartTime ?? new Date().toISOString()`;

/**
 * aws-local-stepfunctions with a clock and random numbers of its own: its source is compiled with `setTimeout`, `Date` and `Math`
 * as parameters, so that nothing global is replaced and several worlds can run side by side.
 */
export const loadLibrary = (clock: HarnessClock, random: () => number): Library => {
  const exported: Partial<Library> = {};
  const names = ['exports', 'require', 'module', 'setTimeout', 'clearTimeout', 'Date', 'Math'];
  const compiled = compileFunction(source(), names, { filename: libraryPath() });
  compiled(exported, requireForLibrary, { exports: exported }, clock.setTimeout, clock.clearTimeout, dateOf(clock), mathOf(random));
  const { StateMachine, jsonPathQuery, processPayloadTemplate } = exported;
  if (!StateMachine || !jsonPathQuery || !processPayloadTemplate) throw new Error('aws-local-stepfunctions has changed: see library.ts');
  return { StateMachine, jsonPathQuery, processPayloadTemplate };
};

const libraryPath = (): string => createRequire(import.meta.url).resolve('aws-local-stepfunctions');

let text: string | undefined;
const source = (): string => {
  text ??= adapted(readFileSync(libraryPath(), 'utf8'));
  return text;
};

const adapted = (original: string): string => {
  if (!original.includes(OWN_EXECUTION)) throw new Error('aws-local-stepfunctions has changed: its context is made elsewhere now');
  const exports = 'Object.assign(exports, { StateMachine, jsonPathQuery, processPayloadTemplate });';
  return `${original.replace(OWN_EXECUTION, GIVEN_EXECUTION)}\n${exports}`;
};

/** Every Task has a local handler, so the clients that would call AWS are neither loaded nor reachable. */
const requireForLibrary = (name: string): unknown => (name.startsWith('@aws-sdk/') ? {} : createRequire(libraryPath())(name));

const dateOf = (clock: HarnessClock) =>
  class extends Date {
    constructor(value: number | string | Date = clock.now()) {
      super(value);
    }
    static override now(): number {
      return clock.now();
    }
  };

const mathOf = (random: () => number): Math => Object.create(Math, { random: { value: random } });
