import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  CheckInput,
  DownloadInput,
  ExplainInput,
  PlanInput,
  RequestInput,
  SettleInput,
  TabulateInput,
} from '../../../lambdas/core/record/messages.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';
import { aMessage, aRun } from '../../builders.ts';

/**
 * A redrive brings messages that an earlier version wrote up to 14 days ago. Each file holds those of one version, as its states
 * were given them: when a release changes a message, add a file and leave the others as they are.
 */
const directory = new URL('recorded-messages/', import.meta.url);

const schemas = {
  'Plan the run': PlanInput,
  'Request report': RequestInput,
  'Check report': CheckInput,
  'Download report': DownloadInput,
  'Tabulate report': TabulateInput,
  'Explain failure': ExplainInput,
  'Settle the run': SettleInput,
};

const recorded = readdirSync(directory).flatMap((file) => {
  const messages = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL(file, directory), 'utf8')));
  return Object.entries(messages).map(([state, message]) => ({ version: file.replace('.json', ''), state, message }));
});

test.for(recorded)('a message of version $version to "$state" is parsed without loss', ({ state, message }) => {
  const schema = Object.entries(schemas).find(([name]) => name === state)?.[1];
  // A setting that is new since has its default.
  expect(schema?.parse(message)).toMatchObject(z.looseObject({}).parse(message));
});

test('the newest version has a message for every state', () => {
  const newest = recorded
    .map(({ version }) => version)
    .sort()
    .at(-1);
  const states = recorded.filter(({ version }) => version === newest).map(({ state }) => state);
  expect(states.sort()).toEqual(Object.keys(schemas).sort());
});

test('a setting of another version, removed since or not yet known, passes through', () => {
  const settings = {
    ...defaultSettings,
    pollSeconds: 30,
    quotas: { ...defaultSettings.quotas, getReport: { intervalSeconds: 0.5, burst: 15 } },
  };
  const message = { ...aMessage(), run: { ...aRun(), settings } };
  expect(RequestInput.parse(message)).toEqual(message);
});
