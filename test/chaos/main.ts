import { countOf, flagsOf } from '../harness/flags.ts';
import { playStories } from './stories.ts';
import type { StoryResult } from './worker.ts';

const HELP = `npm run chaos -- [options]
  --runs N           how many stories (100)
  --seed S           the first one's seed; each next one has the next (1)
  --json             one JSON object on stdout
  --until-violation  stop at the first story that breaks a promise
Exit 0 when every promise held, 1 when one was broken.`;

const values = flagsOf(
  {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    'until-violation': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  HELP,
);

/** How many bytes a thread may keep from story to story: compiled code and caches grow for a while. */
const KEPT_BYTES = 48 * 1024 ** 2;

const main = async (): Promise<void> => {
  const [runs, seed] = [countOf('runs', values.runs, HELP), countOf('seed', values.seed, HELP)];
  const startedAtMs = Date.now();
  const results: StoryResult[] = [];
  const kept = new Map<number, number[]>();
  const broken = () => results.filter(({ violations }) => violations.length > 0);
  const progress = setInterval(() => process.stderr.write(`${results.length} of ${runs} stories, ${broken().length} broken\n`), 15_000);
  await playStories(
    { runs, seed },
    (one, worker) => {
      results.push(one);
      if (one.text !== undefined) process.stderr.write(`${one.text}\n\n`);
      if (one.inUse) kept.set(worker, [...(kept.get(worker) ?? []), one.inUse.heapBytes]);
      if (one.inUse?.waitsFor.length) process.stderr.write(`After story ${one.seed} something still waits: ${one.inUse.waitsFor}\n`);
    },
    () => values['until-violation'] && broken().length > 0,
  ).finally(() => clearInterval(progress));

  const leaks = [...kept.values()].filter((bytes) => (bytes.at(-1) ?? 0) - (bytes[0] ?? 0) > KEPT_BYTES).length;
  const waiting = results.filter(({ inUse }) => inUse?.waitsFor.length).length;
  const result = summary(results, leaks + waiting, (Date.now() - startedAtMs) / 1000);
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${readable(result)}\n`);
  process.exitCode = result.violations === 0 ? 0 : 1;
};

type Result = {
  runs: number;
  violations: number;
  faultsInjected: number;
  byKind: Record<string, number>;
  byInvariant: Record<string, number>;
  brokenSeeds: number[];
  seconds: number;
};

const summary = (results: readonly StoryResult[], leaks: number, seconds: number): Result => {
  const byKind: Record<string, number> = {};
  const byInvariant: Record<string, number> = leaks > 0 ? { 'g nothing left open': leaks } : {};
  for (const { faults, violations } of results) {
    for (const [kind, count] of Object.entries(faults)) byKind[kind] = (byKind[kind] ?? 0) + count;
    for (const { invariant } of violations) byInvariant[invariant] = (byInvariant[invariant] ?? 0) + 1;
  }
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  return {
    runs: results.length,
    violations: sum(byInvariant),
    faultsInjected: sum(byKind),
    byKind: Object.fromEntries(Object.entries(byKind).toSorted(([, one], [, other]) => other - one)),
    byInvariant,
    brokenSeeds: results.filter(({ violations }) => violations.length > 0).map(({ seed }) => seed),
    seconds: Math.round(seconds * 10) / 10,
  };
};

const readable = ({ runs, violations, faultsInjected, byKind, brokenSeeds, seconds }: Result): string =>
  [
    `${runs} stories in ${seconds} s, ${faultsInjected} faults, ${violations} promises broken`,
    ...(brokenSeeds.length > 0
      ? [`broken: npm run chaos -- --runs 1 --seed ${brokenSeeds[0]}, and seeds ${brokenSeeds.slice(1, 20).join(', ')}`]
      : []),
    ...Object.entries(byKind).map(([kind, count]) => `${String(count).padStart(8)}  ${kind}`),
  ].join('\n');

if (values.help) process.stdout.write(`${HELP}\n`);
else await main();
