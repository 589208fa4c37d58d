import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountsFileOf } from '../../../infra/deployment/accounts.ts';
import { DeploySettings, deploySettingsOf } from '../../../infra/deployment/deploy-settings.ts';
import { allStates, placeholderOf, readDefinition, type StepName, stepNames } from '../../../infra/workflow/definition.ts';
import { longestWaitSeconds, withAttempts } from '../../../infra/workflow/retry-attempts.ts';

const machine = readDefinition();

/** The state that calls a step's function. */
const stateOf = (step: StepName) => allStates(machine).find(([, { Resource }]) => Resource === `\${${placeholderOf(step)}}`)?.[1];

test('without settings the defaults hold', () => {
  expect(deploySettingsOf(undefined)).toMatchObject({ stage: 'prod', keyPrefix: '', run: { maxRuntimeMinutes: 360, jobsPerRun: 300 } });
});

test('settings come as an object, as JSON, or from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.json');
  writeFileSync(file, '{ "stage": "test" }');
  expect([{ stage: 'test' }, '{ "stage": "test" }', file].map((context) => deploySettingsOf(context).stage)).toEqual([
    'test',
    'test',
    'test',
  ]);
});

test.for([
  [
    '{"functions":{"chek":{}}}',
    'functions.chek: there is no such field. Allowed: plan, request, check, download, tabulate, explain, settle. Did you mean "check"?',
  ],
  [
    '{"run":{"firstCheckSeconds":15,"longestCheckSeconds":15,"maxRuntimeMinutes":720}}',
    'run.firstCheckSeconds: 15 is too short an interval for 720 minutes',
  ],
  ['{"bucketName":"Has_Upper"}', 'bucketName: "Has_Upper" is not a name of a bucket'],
  ['{"run":{"maxRuntimeMinutes":2000}}', 'run.maxRuntimeMinutes: 2000 is too big. Allowed: at most 1380.'],
  ['{"functions":{"check":{"timeoutSeconds":90}}}', 'functions.check.timeoutSeconds: 90 is too big. Allowed: at most 60.'],
  ['{"retention":{"logDays":31}}', 'retention.logDays: 31 is not allowed. Allowed: 1, 3, 5, 7, 14, 30, 60'],
  ['{"keyPrefix":"/amazon"}', 'keyPrefix: "/amazon" must end in "/" and not begin with one'],
  ['settings.json', 'settings: there is no file "settings.json"'],
  ['{"stage":', 'settings: the value is not JSON'],
])('%s is refused with a message', ([settings, words]) => {
  expect(() => deploySettingsOf(settings)).toThrow(words);
});

test('the error for a file that is not JSON names the line, or the byte order mark: for settings and for accounts', () => {
  const directory = mkdtempSync(join(tmpdir(), 'settings-'));
  const fileOf = (text: string): string => {
    const path = join(directory, 'mine.json');
    writeFileSync(path, text);
    return path;
  };
  for (const read of [deploySettingsOf, accountsFileOf]) {
    expect(() => read(fileOf('{\n  "stage": \n}'))).toThrow(/The file ".*mine.json" is not JSON: line 3:/);
    expect(() => read(fileOf('\uFEFF{}'))).toThrow(/mine.json" begins with a byte order mark/);
  }
});

test.for(stepNames)('the longest time of %s stays below that of its state, so that the function says what happened', (step) => {
  const longest = [...Array(1000).keys()]
    .filter((timeoutSeconds) => DeploySettings.safeParse({ functions: { [step]: { timeoutSeconds } } }).success)
    .at(-1);
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThan(stateOf(step)?.TimeoutSeconds ?? 0);
});

test('with the default attempts the workflow is the unchanged file', () => {
  expect(withAttempts(machine, deploySettingsOf(undefined).retries)).toEqual(machine);
});

test('attempts that are set reach every state, and comments with the waits of the defaults are left out', () => {
  const changed = withAttempts(machine, { troubleAttempts: 2, throttledAttempts: 10 });
  const retriers = allStates(changed).flatMap(([, { Retry = [] }]) => Retry);
  expect(retriers).toHaveLength(2 * stepNames.length);
  for (const { ErrorEquals, MaxAttempts, Comment } of retriers) {
    expect(MaxAttempts).toBe(ErrorEquals.includes('Lambda.TooManyRequestsException') ? 10 : 2);
    expect(Comment).toBe('The attempts are set at deployment.');
  }
});

test('attempts by which a state could wait for more than 5 minutes are refused', () => {
  expect(() => withAttempts(machine, { troubleAttempts: 6, throttledAttempts: 8 })).toThrow(
    /"Plan the run" could wait 365 s in all; at most 300 s/,
  );
});

test('the waits of a retrier grow by its rate up to its longest', () => {
  expect(longestWaitSeconds({ ErrorEquals: [], IntervalSeconds: 2, BackoffRate: 2.5, MaxAttempts: 4, MaxDelaySeconds: 20 })).toBe(
    2 + 5 + 12.5 + 20,
  );
});
