import { type BenchJob, OVERLAP_SECONDS, type Situation } from '../quota-cases.ts';
import { countCalls, type Played, type Strategy } from './strategy.ts';
import { type VirtualAmazon, virtualAmazon } from './virtual-amazon.ts';

/** How other tools use the quota. Each checks its reports every 30 s and shares nothing between two runs. */

const CHECK_SECONDS = 30;

/** Waits before each repetition of a rejected call; when they are used up, the report is lost. */
type Waits = () => Iterable<number>;

type Manner = {
  waits: Waits;
  /** Seconds between two calls of one operation in one run; as fast as possible, if left out. */
  paceSeconds?: number;
  isSequential?: boolean;
};

/** Step Functions' Retry: the first wait in seconds, multiplied by `rate` each time, and the number of attempts. */
const retries =
  (seconds: number, rate: number, attempts: number): Waits =>
  () =>
    Array.from({ length: attempts }, (_, index) => seconds * rate ** index);

const forEver = (seconds: number): Waits =>
  function* () {
    for (;;) yield seconds;
  };

const strategy = (name: string, manner: Manner): Strategy => ({ name, play: (situation) => play(situation, manner) });

export const others: Strategy[] = [
  /** A Map with the retry that the console suggests. */
  strategy('workflow retry 2 s × 2, 6 times', { waits: retries(2, 2, 6) }),
  strategy('workflow retry 60 s, 10 times', { waits: retries(60, 1, 10) }),
  /** The pace of Airbyte's connector, in each process separately; it repeats a rejected call five times. */
  strategy('one a minute, no burst', { waits: retries(60, 1, 5), paceSeconds: 60 }),
  /** As the npm package amz-tools does it. */
  strategy('all at once, retry for ever', { waits: forEver(60) }),
  /** Most scripts. */
  strategy('one report after the other', { waits: forEver(60), isSequential: true }),
];

const play = async (situation: Situation, manner: Manner): Promise<Played> => {
  const amazon = virtualAmazon(situation);
  const startMs = amazon.clock.now();
  const [first = [], second = []] = situation.runs;
  const firstEnd = run(amazon, first, manner);
  if (situation.secondRun === 'three minutes later') await amazon.clock.sleep(OVERLAP_SECONDS * 1000);
  else await firstEnd;
  const lost = await Promise.all([firstEnd, run(amazon, second, manner)]);
  return { ...countCalls(amazon.state.calls, startMs), lost: lost[0] + lost[1], unfinished: 0 };
};

/** One run over its jobs; how many it lost. */
const run = async (amazon: VirtualAmazon, jobs: readonly BenchJob[], manner: Manner): Promise<number> => {
  const paced = { createReport: paceOf(amazon, manner), getReportDocument: paceOf(amazon, manner) };
  let lost = 0;
  const one = async (job: BenchJob) => {
    if (!(await importOne(amazon, job, manner, paced))) lost += 1;
  };
  if (manner.isSequential) for (const job of jobs) await one(job);
  else await Promise.all(jobs.map(one));
  return lost;
};

type Paced = Record<'createReport' | 'getReportDocument', () => Promise<void>>;

const paceOf = ({ clock }: VirtualAmazon, { paceSeconds = 0 }: Manner) => {
  let nextMs = clock.now();
  return async () => {
    const turnMs = Math.max(clock.now(), nextMs);
    nextMs = turnMs + paceSeconds * 1000;
    await clock.sleep(turnMs - clock.now());
  };
};

/** True when the document was fetched. */
const importOne = async (amazon: VirtualAmazon, job: BenchJob, { waits }: Manner, paced: Paced): Promise<boolean> => {
  const { clock } = amazon;
  const insist = async <T>(call: () => T | undefined | false): Promise<T | undefined> => {
    for (const seconds of waits()) {
      const answer = call();
      if (answer) return answer;
      await clock.sleep(seconds * 1000);
    }
    return call() || undefined;
  };
  await paced.createReport();
  const reportId = await insist(() => amazon.createReport(job));
  if (reportId === undefined) return false;
  let documentId: string | undefined;
  while (documentId === undefined) {
    await clock.sleep(CHECK_SECONDS * 1000);
    documentId = amazon.getReport(reportId);
  }
  const ready = documentId;
  await paced.getReportDocument();
  return (await insist(() => amazon.getReportDocument(ready))) === true;
};
