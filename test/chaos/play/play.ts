import { aWorld, type World } from '../../harness/a-world.ts';
import { publishedLimits } from '../../harness/selling-partner/buckets.ts';
import { fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import { patience, type Story } from '../story/story.ts';
import { emptyNotes, hearing, type Notes, seeing, stillOpen, watched, watchedBucket } from './notes.ts';
import { perform } from './perform.ts';
import { troubleOf } from './trouble.ts';
import type { Witness } from './witness.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** After the faults: daily runs without faults, until nothing is open any more. Give-up, cool-downs and later tries end within these. */
const CALM_DAYS = 16;

/** Plays a story in virtual time, on the real workflow and the real steps, and records what is visible from outside. */
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
  for (const [reportType, longerThanDays] of Object.entries(story.longestDays ?? {}))
    world.amazon.plans.unshift({
      match: { reportType, longerThanDays },
      behaviour: { end: 'FATAL', fatalText: fatalTexts.unavailable },
      seen: 0,
    });
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
  await world.clock.sleep(DAY_MS); // until the last zombies have ended
  return { ...witnessOf(story, startMs, world, notes), stillOpen: await stillOpen(notes) };
};

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
      ...patience,
      catchUpPeriods: 2,
      quotas: {
        createReport: { intervalSeconds: 60, burst: story.burst },
        getReportDocument: { intervalSeconds: 60, burst: story.burst },
        getReports: { intervalSeconds: 46, burst: 10 },
        cancelReport: { intervalSeconds: 46, burst: 10 },
        slackSeconds: 10,
        limitHourSeconds: 3600,
      },
    },
  };
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

const witnessOf = (story: Story, startMs: number, world: World, { open: _, looks: __, ...notes }: Notes): Omit<Witness, 'stillOpen'> => ({
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
});
