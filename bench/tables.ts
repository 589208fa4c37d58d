import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { z } from 'zod';
import { WrittenImportSettings } from '../infra/deployment/import-settings.ts';
import { bundleOptions } from '../infra/functions/bundle.ts';
import { processEnvironmentOf } from '../infra/functions/process-environment.ts';
import { flagsOf, refuse } from '../test/harness/flags.ts';
import { type DocumentShape, reportDocument } from './report-document.ts';

/*
 * What it takes to make a table of a document: ours, DuckDB's `read_json` to Parquet, and two floors under ours (unpacking alone;
 * unpacking, slicing and `JSON.parse`). Each in a process of its own, from the same gzip file. Absolute figures belong to the machine;
 * the ratio to DuckDB is taken in the same run.
 */

const { functions } = WrittenImportSettings.parse({});

/** DuckDB detects the columns, or gets them. */
const names = ['gunzip', 'slice and parse', 'ours', 'duckdb', 'duckdb with columns'] as const;
const shapes = ['search-terms', 'vendor-sales'] as const satisfies readonly DocumentShape[];

const usage = `Usage: npm run bench:tables -- [options]
  --sizes 10MB,300MB,1GB,5GB   unpacked sizes; a number alone is megabytes
  --shapes a,b                 some of: ${shapes.join(', ')}
  --contenders a,b             some of: ${names.join(', ')}
  --max-rss-mb 200             exit 1 if "ours" takes more at its peak
  --max-growth 1.1             exit 1 if its peak at 5 GB is more than this much of that at 1 GB
  --min-speedup 1.5            exit 1 if DuckDB takes less than this much of our processor time, at 300 MB and above
  --json                       rows as JSON on stdout
Example: npm run bench:tables -- --sizes 10,300 --shapes search-terms`;

const longestRunMs = 30 * 60_000;
/** Smaller documents measure how fast a process starts. */
const comparedFromBytes = 250e6;

const values = flagsOf(
  {
    sizes: { type: 'string', default: '10MB,300MB,1GB,5GB' },
    shapes: { type: 'string', default: shapes.join(',') },
    contenders: { type: 'string', default: names.join(',') },
    'max-rss-mb': { type: 'string', default: '200' },
    'max-growth': { type: 'string', default: '1.1' },
    'min-speedup': { type: 'string', default: '1.5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  usage,
);

const Taken = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakRssBytes: z.number(),
  rows: z.number().optional(),
  failed: z.string().optional(),
});

type Row = {
  shape: string;
  size: string;
  contender: string;
  seconds: number;
  cpuSeconds: number;
  peakRssMb: number;
  megabytesPerCpuSecond: number;
  /** Processor time of this contender as a multiple of ours. */
  cpuOfOurs: number | null;
  failed?: string;
};

const chosen = <T extends string>(option: string, text: string, known: readonly T[]): T[] =>
  text.split(',').map((wanted) => {
    const found = known.find((name) => name === wanted.trim());
    if (found === undefined) return refuse(`--${option}: "${wanted}" is none of ${known.join(', ')}`, usage);
    return found;
  });

const bytesOf = (size: string): number => {
  const [, number, unit = 'MB'] = /^([\d.]+)(MB|GB)?$/.exec(size.trim()) ?? [];
  if (number === undefined) return refuse(`--sizes: "${size}" is not a size such as 10MB or 5GB`, usage);
  return Number(number) * (unit === 'GB' ? 1e9 : 1e6);
};

const main = async (): Promise<void> => {
  if (values.help) return console.log(usage);
  const contenders = chosen('contenders', values.contenders, names);
  const sizes = values.sizes.split(',').map((size) => ({ size: size.trim(), bytes: bytesOf(size) }));
  const directory = mkdtempSync(join(tmpdir(), 'bench-tables-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const bundle = await bundled(directory);
  const rows: Row[] = [];
  for (const shape of chosen('shapes', values.shapes, shapes)) {
    for (const { size, bytes } of sizes) {
      const document = reportDocument(bytes, 7, shape);
      const input = join(directory, 'document.json.gz');
      process.stderr.write(`${shape} ${size}: writing the document\n`);
      await pipeline(Readable.from(document.pieces()), createWriteStream(input));
      const turn: Row[] = [];
      for (const contender of contenders) {
        const taken = await contend(contender, shape, input, join(directory, 'out.parquet'), bundle, document.rows);
        turn.push(rowOf({ shape, size, contender }, taken, document.unpackedBytes));
        process.stderr.write(`${shape} ${size} ${contender}: ${taken.failed ?? `${taken.seconds.toFixed(1)} s`}\n`);
      }
      const ours = turn.find(({ contender }) => contender === 'ours')?.cpuSeconds;
      rows.push(...turn.map((one) => ({ ...one, cpuOfOurs: ours === undefined || one.failed ? null : rounded(one.cpuSeconds / ours, 2) })));
    }
  }
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : table(rows));
  judge(rows);
};

/** Bundled like the functions: running TypeScript directly would add the 25 MB of its compiler. */
const bundled = async (directory: string): Promise<string> => {
  const outfile = join(directory, 'contend.mjs');
  await build({ ...bundleOptions('download'), entryPoints: ['bench/tables/tables-contend.ts'], outfile, write: true });
  return outfile;
};

const contend = async (contender: string, shape: string, input: string, output: string, bundle: string, expectedRows: number) => {
  const isDuckDb = contender.startsWith('duckdb');
  const module = isDuckDb ? new URL('tables/tables-duckdb.ts', import.meta.url) : bundle;
  const child = fork(module, [contender, shape, input, output], {
    execArgv: [],
    env: { ...process.env, ...(isDuckDb ? {} : processEnvironmentOf('tabulate', functions.tabulate.memoryMb)) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: longestRunMs,
  });
  const answered = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const died = { seconds: 0, cpuSeconds: 0, peakRssBytes: 0, failed: `the process ended (${answered.filter(Boolean).join(', ')})` };
  const taken: z.infer<typeof Taken> = Taken.safeParse(answered[0]).data ?? died;
  const isWrong = taken.rows !== undefined && taken.rows !== expectedRows;
  return isWrong ? { ...taken, failed: `made ${taken.rows} of ${expectedRows} rows` } : taken;
};

const rowOf = (of: Pick<Row, 'shape' | 'size' | 'contender'>, taken: z.infer<typeof Taken>, unpackedBytes: number): Row => ({
  ...of,
  seconds: rounded(taken.seconds, 1),
  cpuSeconds: rounded(taken.cpuSeconds, 1),
  peakRssMb: Math.round(taken.peakRssBytes / 1e6),
  megabytesPerCpuSecond: taken.failed === undefined ? rounded(unpackedBytes / 1e6 / taken.cpuSeconds, 1) : 0,
  cpuOfOurs: null,
  ...(taken.failed === undefined ? {} : { failed: taken.failed }),
});

const rounded = (number: number, digits: number): number => Number(number.toFixed(digits));

const table = (rows: Row[]): string =>
  [
    '| document | unpacked | contender | peak RSS | wall | CPU | MB per CPU second | CPU of ours |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(
      (one) =>
        `| ${one.shape} | ${one.size} | ${one.contender} | ${one.peakRssMb} MB | ${one.failed ?? `${one.seconds} s | ${one.cpuSeconds} s | ${one.megabytesPerCpuSecond} | ${one.cpuOfOurs ?? '–'}`} |`,
    ),
  ].join('\n');

const judge = (rows: Row[]): void => {
  const complaints = rows.flatMap((one) => {
    const name = `${one.shape} ${one.size}`;
    if (one.contender === 'duckdb') {
      const isCompared = one.cpuOfOurs !== null && bytesOf(one.size) >= comparedFromBytes;
      return isCompared && Number(one.cpuOfOurs) < Number(values['min-speedup'])
        ? [`${name}: DuckDB takes ${one.cpuOfOurs} times our processor time`]
        : [];
    }
    if (one.contender !== 'ours') return [];
    if (one.failed !== undefined) return [`${name}: ${one.failed}`];
    return one.peakRssMb > Number(values['max-rss-mb']) ? [`${name}: ${one.peakRssMb} MB at its peak`] : [];
  });
  const growths = shapes.flatMap((shape) => {
    const [from, to] = [1e9, 5e9].map((bytes) =>
      rows.find((one) => one.shape === shape && one.contender === 'ours' && bytesOf(one.size) === bytes),
    );
    const growth = from && to && !from.failed && !to.failed ? to.peakRssMb / from.peakRssMb : 0;
    return growth > Number(values['max-growth']) ? [`${shape}: ${growth.toFixed(2)} times the memory at five times the size`] : [];
  });
  for (const complaint of [...complaints, ...growths]) console.error(complaint);
  if (complaints.length + growths.length > 0) process.exitCode = 1;
};

await main();
