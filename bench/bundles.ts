import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { countOf, flagsOf } from '../test/harness/flags.ts';
import { markdownTable } from './markdown-table.ts';

/*
 * How large the function of each step is, and how long a fresh Node process takes to load it, beside an earlier revision of this
 * project. Both are built with the packages that are installed here and loaded in turn: milliseconds belong to the machine, ratios less.
 */

const usage = `Usage: npm run bench:bundles -- [options]
  --since <revision>   what to compare with (fce69ec: release 0.1.0)
  --rounds 10          loads of each bundle; the median is shown
  --json               rows as JSON on stdout
Example: npm run bench:bundles -- --since HEAD~1`;

const values = flagsOf(
  {
    since: { type: 'string', default: 'fce69ec' },
    rounds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  usage,
);

const rounds = countOf('rounds', values.rounds, usage);

type Bundle = { path: string; bytes: number };
/** One round of a function. */
type Taken = { ms: number; msBefore?: number };
type Row = { step: string; kB: number; kBBefore: number | undefined; ms: number; msBefore: number | undefined; ratio: number | undefined };

const main = async (): Promise<void> => {
  if (values.help) return console.log(usage);
  const directory = mkdtempSync(join(tmpdir(), 'bench-bundles-'));
  const earlier = join(directory, 'earlier');
  try {
    execFileSync('git', ['worktree', 'add', '--quiet', '--detach', earlier, values.since], { stdio: 'inherit' });
    symlinkSync(resolve('node_modules'), join(earlier, 'node_modules'));
    const rows = measured(await bundlesOf(resolve('.'), join(directory, 'now')), await bundlesOf(earlier, join(directory, 'before')));
    console.log(values.json ? JSON.stringify(rows, undefined, 2) : table(rows));
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', earlier]);
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The bundle of each step of a checkout, built by its own options, written to a directory. */
const bundlesOf = async (checkout: string, directory: string): Promise<Map<string, Bundle>> => {
  const file = ['infra/functions/bundle.ts', 'infra/bundle.ts'].map((name) => join(checkout, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${values.since} has no bundle options that this script knows: choose another revision`);
  const { bundleOptions }: { bundleOptions: (step: string) => BuildOptions & { write: false } } = await import(pathToFileURL(file).href);
  mkdirSync(directory);
  return new Map(stepsOf(checkout).map((step) => [step, built(bundleOptions(step), join(directory, `${step}.mjs`))]));
};

/** One file for each step, with the composition root. */
const stepsOf = (checkout: string): string[] =>
  readdirSync(join(checkout, 'lambdas'))
    .filter((name) => name.endsWith('.ts') && name !== 'runtime.ts')
    .map((name) => name.replace('.ts', ''));

const built = (options: BuildOptions & { write: false }, path: string): Bundle => {
  const code = buildSync(options).outputFiles.find((output) => output.path.endsWith('.mjs'));
  if (code === undefined) throw new Error(`No code for ${path}`);
  writeFileSync(path, code.contents);
  return { path, bytes: code.contents.length };
};

const measured = (now: Map<string, Bundle>, before: Map<string, Bundle>): Row[] => {
  const pairs = [...now].map(([step, bundle]) => ({ step, bundle, earlier: before.get(step), taken: [] as Taken[] }));
  for (let round = 0; round < rounds; round += 1) {
    // Both in turn: a machine that is busy for a moment is so for both.
    for (const { bundle, earlier, taken } of pairs)
      taken.push({ ms: loadMs(bundle.path), ...(earlier && { msBefore: loadMs(earlier.path) }) });
  }
  return pairs.map(({ step, bundle, earlier, taken }) => ({
    step,
    kB: kB(bundle.bytes),
    kBBefore: earlier && kB(earlier.bytes),
    ms: median(taken.map(({ ms }) => ms)),
    msBefore: earlier && median(taken.flatMap(({ msBefore }) => msBefore ?? [])),
    ratio: earlier && median(taken.flatMap(({ ms, msBefore }) => (msBefore === undefined ? [] : ms / msBefore))),
  }));
};

const timedLoad = 'const begun = performance.now(); await import(process.argv[1]); console.log(performance.now() - begun);';

/** From `import` to the handler, in a process of its own. */
const loadMs = (path: string): number =>
  Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', timedLoad, pathToFileURL(path).href], { env: {}, encoding: 'utf8' }),
  );

const kB = (bytes: number): number => Math.round(bytes / 1000);

const median = (numbers: readonly number[]): number => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

const table = (rows: readonly Row[]): string =>
  markdownTable(
    ['function', `kB at ${values.since}`, 'kB now', `ms at ${values.since}`, 'ms now', 'ratio of ms'],
    rows.map(({ step, kBBefore, kB: size, msBefore, ms, ratio }) => [
      step,
      `${kBBefore ?? '–'}`,
      `${size}`,
      msBefore?.toFixed(0) ?? '–',
      ms.toFixed(0),
      ratio?.toFixed(2) ?? '–',
    ]),
  );

await main();
