import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { countOf, flagsOf } from '../harness/flags.ts';
import { type Mutation, mutations } from './mutations.ts';

const HELP = `npm run chaos:mutants -- [options]
Breaks one guard of the product at a time, in a copy of the sources, and reports which promise catches it.
  --runs N    most stories for each (400)
  --seed S    the first one's seed (1)
  --only N    only the N-th guard
Exit 0 when every broken guard was caught.`;

const values = flagsOf(
  {
    runs: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
  HELP,
);
const only = values.only === undefined ? undefined : countOf('only', values.only, HELP);
for (const name of ['runs', 'seed'] as const) countOf(name, values[name], HELP);

const COPIED = ['lambdas', 'test', 'statemachine', 'package.json', 'tsconfig.json'];

/** A copy of the sources with one guard broken; the working tree stays as it is. */
const withMutation = async <T>({ guard, file, find, replace }: Mutation, work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'chaos-mutant-'));
  try {
    for (const part of COPIED) cpSync(part, join(directory, part), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'), 'dir');
    const path = join(directory, file);
    const source = readFileSync(path, 'utf8');
    if (source.split(find).length !== 2) throw new Error(`"${guard}": its text occurs ${source.split(find).length - 1} times in ${file}`);
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const Result = z.looseObject({ runs: z.number(), byInvariant: z.record(z.string(), z.number()), brokenSeeds: z.array(z.number()) });

type Caught = { by: string; stories: number };

/** Plays stories on the mutant until a promise is broken. A story that cannot be played counts as broken. */
const hunt = (directory: string): Promise<Caught | undefined> =>
  new Promise((resolve, reject) => {
    const args = ['test/chaos/main.ts', '--json', '--until-violation', '--runs', values.runs, '--seed', values.seed];
    execFile(process.execPath, args, { cwd: directory, maxBuffer: 2 ** 28, timeout: 1_200_000 }, (error, stdout, stderr) => {
      const line = stdout.trim().split('\n').at(-1) ?? '';
      if (line === '') return reject(new Error(`A mutant did not play: ${error?.message.slice(0, 200)} ${stderr.slice(-1500)}`));
      const { runs, byInvariant } = Result.parse(JSON.parse(line));
      const names = Object.keys(byInvariant);
      resolve(names.length === 0 ? undefined : { by: names.join(', '), stories: runs });
    });
  });

const main = async (): Promise<void> => {
  const chosen = only === undefined ? mutations : mutations.slice(only - 1, only);
  let survivors = 0;
  for (const [index, mutation] of chosen.entries()) {
    const caught = await withMutation(mutation, hunt);
    if (caught === undefined) survivors += 1;
    const verdict = caught ? `caught by ${caught.by} (${caught.stories} stories)` : `SURVIVED ${values.runs} stories`;
    process.stdout.write(`${String(index + 1).padStart(2)}  ${mutation.guard}: ${verdict}\n`);
  }
  process.stdout.write(`${chosen.length - survivors} of ${chosen.length} broken guards were caught\n`);
  process.exitCode = survivors === 0 ? 0 : 1;
};

if (values.help) process.stdout.write(`${HELP}\n`);
else await main();
