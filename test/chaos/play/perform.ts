import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { World } from '../../harness/a-world.ts';
import { sampleVendor } from '../../harness/selling-partner/an-amazon.ts';
import { randomFrom } from '../../harness/selling-partner/random.ts';
import { reportFrom } from '../../harness/selling-partner/reports/create-report.ts';
import { fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import type { InterceptedRequest } from '../../harness/selling-partner/types.ts';
import { type Act, apiTypeOf } from '../story/story.ts';
import type { Notes } from './notes.ts';

/** Does what people, schedules and other applications do. */
export const perform = (act: Act, world: World, notes: Notes): void => {
  const note = (text: string) => notes.events.push({ atMs: world.clock.now(), text });
  switch (act.kind) {
    case 'start': {
      const { kind: _, atMinutes: __, run: ___, ...input } = act;
      note(`run ${act.run} starts: ${JSON.stringify(input)}`);
      world.engine.startExecution({ name: act.run, input });
      return;
    }
    case 'abort': {
      if (executionOf(world, act.run)?.status !== 'RUNNING') return;
      note(`run ${act.run} is aborted`);
      void world.engine.abort(arnOf(world, act.run));
      return;
    }
    case 'redrive': {
      const status = executionOf(world, act.run)?.status;
      if (status === undefined || !['FAILED', 'ABORTED', 'TIMED_OUT'].includes(status)) return;
      note(`run ${act.run} is redriven (it was ${status})`);
      world.engine.redrive(arnOf(world, act.run));
      return;
    }
    case 'expire tokens':
      note('all access tokens expire');
      for (const token of Object.values(world.amazon.accessTokens)) token.expiresAt = world.clock.now();
      return;
    case 'remove report': {
      const account = world.accounts.accounts.find(({ name }) => name === act.account);
      const left = account?.reports.filter((entry) => !('type' in entry) || entry.type !== act.type) ?? [];
      if (account === undefined || left.length === 0) return;
      note(`${act.type} is removed from the accounts file`);
      account.reports = left;
      return;
    }
    case 'foreign report':
      foreignReport(act, world, notes);
      return;
    default:
      act satisfies never;
  }
};

const arnOf = ({ engine }: World, run: string): string => `${engine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
const executionOf = (world: World, run: string) => world.engine.execution(arnOf(world, run));

/** Another application asks for the same dates as one of our jobs: getReports lists that report as if it were ours. */
const foreignReport = ({ type, options }: Extract<Act, { kind: 'foreign report' }>, world: World, notes: Notes): void => {
  const ours = Object.values(world.ledgerState.jobs)
    .flatMap((jobs) => Object.values(jobs))
    .find((item) => item.type === type);
  const grant = world.amazon.grants.find(({ kind }) => ours?.account === kind) ?? sampleVendor;
  if (ours === undefined) return;
  const { marketplaceIds, dataStartTime, dataEndTime } = ours.request;
  const asked = {
    reportType: apiTypeOf(type),
    marketplaceIds,
    reportOptions: ours.request.reportOptions === undefined ? {} : options,
    ...(dataStartTime && { dataStartAt: Date.parse(dataStartTime) }),
    ...(dataEndTime && { dataEndAt: Date.parse(dataEndTime) }),
  };
  const report = reportFrom(world.amazon, asked, grant, { queueSeconds: 5, progressSeconds: 60, end: 'DONE' }, world.clock.now());
  world.amazon.reports.push(report);
  notes.foreign.push(report.reportId);
  notes.events.push({
    atMs: world.clock.now(),
    text: `another application asks for ${type} ${JSON.stringify(options)}: report ${report.reportId}`,
  });
};

const Asked = z.object({
  reportType: z.string(),
  marketplaceIds: z.array(z.string()),
  dataStartTime: z.string().optional(),
  dataEndTime: z.string().optional(),
  reportOptions: z.record(z.string(), z.string()).default({}),
});

/** Another application asks for the same report at the same moment, and that report ends without a document. */
export const rivalReport = ({ headers, body }: InterceptedRequest, { amazon, clock }: World, notes: Notes): void => {
  const { reportType, marketplaceIds, reportOptions, dataStartTime, dataEndTime } = Asked.parse(JSON.parse(body));
  const { refreshToken } = amazon.accessTokens[headers['x-amz-access-token'] ?? ''] ?? {};
  const grant = amazon.grants.find((one) => one.refreshToken === refreshToken) ?? sampleVendor;
  const asked = {
    reportType,
    marketplaceIds,
    reportOptions,
    ...(dataStartTime && { dataStartAt: Date.parse(dataStartTime) }),
    ...(dataEndTime && { dataEndAt: Date.parse(dataEndTime) }),
  };
  const end = randomFrom(amazon.seed, 'rival').pick(['FATAL', 'CANCELLED'] as const);
  const behaviour = { queueSeconds: 5, progressSeconds: 20, end, fatalText: fatalTexts.datesMissing };
  const report = reportFrom(amazon, asked, grant, behaviour, clock.now());
  amazon.reports.push(report);
  notes.foreign.push(report.reportId);
  notes.events.push({ atMs: clock.now(), text: `another application asks for the same: report ${report.reportId}, to end ${end}` });
};

/** Another document of the same form: one digit of its values differs. */
export const replaceObject = (key: string, { bucketState }: World): void => {
  const object = bucketState[key];
  if (object === undefined) throw new Error(`${key} is not in the bucket`);
  const text = gunzipSync(Buffer.from(object.base64, 'base64')).toString();
  object.base64 = gzipSync(text.replace(/("glanceViews": ?)\d+/, '$17')).toString('base64');
};
