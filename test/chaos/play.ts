import type { Readable } from 'node:stream';
import { setImmediate as immediately } from 'node:timers/promises';
import { z } from 'zod';
import { JobItem } from '../../lambdas/core/jobs.ts';
import type { ReportBucket, SellingPartner } from '../../lambdas/core/ports.ts';
import type { RunView } from '../../lambdas/core/run-view.ts';
import { aWorld, type World } from '../harness/a-world.ts';
import { currentInvocation, type Invocation } from '../harness/engine/lambda.ts';
import { sampleVendor } from '../harness/selling-partner/an-amazon.ts';
import { publishedLimits } from '../harness/selling-partner/buckets.ts';
import { reportFrom } from '../harness/selling-partner/create-report.ts';
import { type Act, apiTypeOf, type Story } from './story.ts';
import { troubleOf } from './trouble.ts';
import type { Witness } from './witness.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** After the trouble: daily runs in which everything works, until nothing is open any more. Give-up, cool-downs and later tries end within these. */
const CALM_DAYS = 9;

/** Plays a story in virtual time, on the real workflow and the real steps, and writes down what was seen from outside. */
export const play = async (story: Story): Promise<Witness> => {
  const notes = emptyNotes();
  const parts: { world?: World } = {};
  const theWorld = (): World => {
    if (parts.world === undefined) throw new Error('The world has not begun');
    return parts.world;
  };
  const trouble = troubleOf(story, () => theWorld().clock, hearing(notes, theWorld), seeing(notes, theWorld));
  const world = aWorld({ ...worldOptions(story), intercept: trouble.intercept, before: trouble.before, fate: trouble.fate });
  parts.world = world;
  world.ports.sellingPartner = watched(trouble.around(world.ports.sellingPartner), notes);
  world.ports.bucket = watchedBucket(world.ports.bucket, notes);

  const startMs = world.clock.now();
  for (const act of story.acts) {
    await world.clock.sleep(Math.max(0, startMs + act.atMinutes * MINUTE_MS - world.clock.now()));
    perform(act, world, notes);
  }
  await allSettled(world);
  trouble.calmDown();
  await calmDays(world, notes);
  return { ...witnessOf(story, startMs, world, notes), stillOpen: await stillOpen(notes) };
};

type Notes = Pick<Witness, 'sends' | 'jobWrites' | 'objects' | 'summaries' | 'foreign' | 'faults' | 'events'> & {
  open: Map<Readable, Opened>;
  tokens: Set<string>;
};

/** A stream, and the code that opened it. */
type Opened = { what: string; by: Invocation | undefined };

const emptyNotes = (): Notes => ({
  sends: [],
  jobWrites: [],
  objects: [],
  summaries: [],
  foreign: [],
  faults: [],
  events: [],
  open: new Map(),
  tokens: new Set(),
});

const worldOptions = (story: Story) => {
  const ration = { ratePerSecond: publishedLimits.createReport.ratePerSecond, burst: story.burst };
  return {
    seed: story.seed,
    startAt: story.startAt,
    accounts: { accounts: structuredClone(story.accounts) },
    amazon: {
      plans: story.plans,
      accessTokenSeconds: story.accessTokenSeconds,
      limits: { createReport: ration, getReportDocument: ration },
    },
    settings: {
      maxRuntimeMinutes: story.maxRuntimeMinutes,
      giveUpAfterHours: 30,
      giveUpNotPublishedAfterHours: 60,
      catchUpPeriods: 2,
      quotas: {
        createReport: { intervalSeconds: 60, burst: story.burst },
        getReportDocument: { intervalSeconds: 60, burst: story.burst },
        getReports: { intervalSeconds: 46, burst: 10 },
        cancelReport: { intervalSeconds: 46, burst: 10 },
        slackSeconds: 10,
      },
    },
  };
};

const hearing = (notes: Notes, world: () => World): Parameters<typeof troubleOf>[2] => ({
  fault: (kind, where) => notes.faults.push({ atMs: world().clock.now(), kind, where }),
  send: ({ operation, headers }, invocation) => {
    const token = headers['x-amz-access-token'] ?? '';
    const refreshToken = world().amazon.accessTokens[token]?.refreshToken ?? '';
    for (const known of Object.keys(world().amazon.accessTokens)) notes.tokens.add(known);
    notes.sends.push({ atMs: world().clock.now(), operation, refreshToken, invocation });
  },
});

const Described = z.looseObject({ key: z.string(), metadata: z.record(z.string(), z.string()) });

/** What the stores take: told right after they acted, whether or not the caller hears of it. */
const seeing =
  (notes: Notes, world: () => World): Parameters<typeof troubleOf>[3] =>
  (operation, [first, second]) => {
    const atMs = () => world().clock.now();
    switch (operation) {
      case 'writeJob': {
        const item = JobItem.parse(structuredClone(first));
        return () => notes.jobWrites.push({ atMs: atMs(), item });
      }
      case 'complete': {
        const { key, metadata } = Described.parse(first);
        return () => notes.objects.push({ atMs: atMs(), key, reportId: metadata['report-id'] ?? '' });
      }
      case 'writeJson': {
        const view = structuredClone(second) as RunView;
        return () => notes.summaries.push({ atMs: atMs(), key: String(first), view });
      }
      default:
        return undefined;
    }
  };

/** Every document that is opened must be closed. */
const watched =
  (sellingPartner: World['ports']['sellingPartner'], notes: Notes): World['ports']['sellingPartner'] =>
  async (secretId, region) => {
    const amazon = await sellingPartner(secretId, region);
    const openDocument: SellingPartner['openDocument'] = async (id, signal) => {
      const answer = await amazon.openDocument(id, signal);
      if (answer.kind === 'answered') holdOpen(notes, answer.value.body, `document ${id}`);
      return answer;
    };
    return { ...amazon, openDocument };
  };

const holdOpen = (notes: Notes, body: Readable, what: string): void => {
  notes.open.set(body, { what, by: currentInvocation() });
  body.once('close', () => notes.open.delete(body));
};

/** Every upload that begins must end, and take its stream with it. */
const watchedBucket = (bucket: ReportBucket, notes: Notes): ReportBucket => ({
  ...bucket,
  upload: async (object, signal) => {
    holdOpen(notes, object.body, `upload of ${object.key}`);
    return bucket.upload(object, signal);
  },
});

const perform = (act: Act, world: World, notes: Notes): void => {
  const tell = (text: string) => notes.events.push({ atMs: world.clock.now(), text });
  switch (act.kind) {
    case 'start': {
      const { account, scheduledAt, force } = act;
      const input = { account, ...(scheduledAt && { scheduledAt }), ...(force && { force }) };
      tell(`run ${act.run} starts: ${JSON.stringify(input)}`);
      world.engine.startExecution({ name: act.run, input });
      return;
    }
    case 'abort': {
      if (executionOf(world, act.run)?.status !== 'RUNNING') return;
      tell(`run ${act.run} is aborted`);
      void world.engine.abort(arnOf(world, act.run));
      return;
    }
    case 'redrive': {
      const status = executionOf(world, act.run)?.status;
      if (status === undefined || !['FAILED', 'ABORTED', 'TIMED_OUT'].includes(status)) return;
      tell(`run ${act.run} is redriven (it was ${status})`);
      world.engine.redrive(arnOf(world, act.run));
      return;
    }
    case 'expire tokens':
      tell('all access tokens expire');
      for (const token of Object.values(world.amazon.accessTokens)) token.expiresAt = world.clock.now();
      return;
    case 'remove report': {
      const account = world.accounts.accounts.find(({ name }) => name === act.account);
      const left = account?.reports.filter((entry) => !('type' in entry) || entry.type !== act.type) ?? [];
      if (account === undefined || left.length === 0) return;
      tell(`${act.type} is removed from the accounts file`);
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

/** Asked for by somebody else's application, for the very dates of one of our jobs: it stands in getReports as if it were ours. */
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
    text: `somebody else asks for ${type} ${JSON.stringify(options)}: report ${report.reportId}`,
  });
};

const allSettled = async ({ engine }: World): Promise<void> => {
  for (let running = roots(engine); running.length > 0; running = roots(engine)) {
    await Promise.all(running.map(({ arn }) => engine.settled(arn)));
  }
};

const roots = (engine: World['engine']) => engine.executions().filter(({ parent, status }) => parent === undefined && status === 'RUNNING');

const calmDays = async (world: World, notes: Notes): Promise<void> => {
  for (let day = 0; day < CALM_DAYS; day += 1) {
    await world.clock.sleep(DAY_MS);
    for (const { name } of world.accounts.accounts) {
      const run = `${name}-calm${day}`;
      notes.events.push({ atMs: world.clock.now(), text: `run ${run} starts, nothing is in its way` });
      await world.engine.settled(world.engine.startExecution({ name: run, input: { account: name } }));
    }
    const open = Object.values(world.ledgerState.jobs).flatMap((jobs) => Object.values(jobs).filter(({ openSince }) => openSince));
    if (open.length === 0) return;
  }
};

/** What was opened and not closed, but for what died with the code that opened it: Lambda's container is gone, and S3 clears up after it. */
const stillOpen = async ({ open }: Notes): Promise<string[]> => {
  const isAlive = (by: Invocation | undefined) => Promise.race([by?.checkpoint().then(() => true) ?? true, immediately(false)]);
  const all = await Promise.all([...open.values()].map(async ({ what, by }) => ((await isAlive(by)) ? [what] : [])));
  return all.flat();
};

const witnessOf = (story: Story, startMs: number, world: World, { open: _, tokens, ...notes }: Notes): Omit<Witness, 'stillOpen'> => ({
  ...notes,
  story,
  startMs,
  amazon: world.amazon,
  ledger: world.ledgerState,
  bucket: world.bucketState,
  executions: world.engine.executions(),
  violationsOfEngine: world.engine.violations,
  logs: world.logs,
  metrics: world.metrics,
  tokens: [...tokens],
});
