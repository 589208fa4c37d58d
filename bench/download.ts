import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { z } from 'zod';
import { WrittenImportSettings } from '../infra/deployment/import-settings.ts';
import { bundleOptions } from '../infra/functions/bundle.ts';
import { processEnvironmentOf } from '../infra/functions/process-environment.ts';
import { countOf, flagsOf, refuse } from '../test/harness/flags.ts';
import { contenders } from './download/contenders.ts';

/*
 * What a download takes: document server → contender → S3 server, each in a process of its own, contenders in turn, several
 * rounds. Absolute figures belong to the machine; the ratios are taken within each round and their median is shown.
 */

const usage = `Usage: npm run bench:download -- [options]
  --sizes 10MB,1GB,5GB   unpacked sizes
  --rounds 3             rounds per size
  --contenders a,b       some of: ${Object.keys(contenders).join(', ')}
  --max-rss-mb 160       exit 1 if "ours" takes more at its peak
  --json                 rows as JSON on stdout
Example: npm run bench:download -- --sizes 1GB --contenders "pipe,ours"`;

/** As the function that downloads is started. */
const functionEnvironment = processEnvironmentOf('download', WrittenImportSettings.parse({}).functions.download.memoryMb);
const longestRunMs = 10 * 60_000;

const Taken = z.object({
  seconds: z.number(),
  peakRssBytes: z.number(),
  cpuSeconds: z.number(),
  failed: z.string().optional(),
  found: z.object({ rows: z.number().optional() }).optional(),
});
type Taken = z.infer<typeof Taken>;
const Facts = z.object({ storedBytes: z.number(), unpackedBytes: z.number(), rows: z.number() });
type Facts = z.infer<typeof Facts>;
type Run = Taken & { contender: string; size: string; round: number; unpackedBytes: number };
type Servers = { amazon: string; s3: string; bundle: string };

const values = flagsOf(
  {
    sizes: { type: 'string', default: '10MB,1GB,5GB' },
    rounds: { type: 'string', default: '3' },
    contenders: { type: 'string', default: Object.keys(contenders).join(',') },
    'max-rss-mb': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  usage,
);

const bytesOf = (size: string): number => {
  const [, number, unit] = /^([\d.]+)(MB|GB)$/.exec(size) ?? [];
  if (number === undefined) return refuse(`"${size}" is not a size such as 10MB or 5GB`, usage);
  return Number(number) * (unit === 'GB' ? 1e9 : 1e6);
};

const main = async (): Promise<void> => {
  if (values.help) return console.log(usage);
  const names = values.contenders.split(',').map((name) => name.trim());
  const unknown = names.find((name) => contenders[name] === undefined);
  if (unknown !== undefined) return refuse(`no contender "${unknown}"`, usage);
  const sizes = values.sizes.split(',');
  sizes.forEach(bytesOf);
  const rounds = countOf('rounds', values.rounds, usage);
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const bundle = await bundled(directory);
  const processes = [server('amazon'), server('s3')] as const;
  const [amazon, s3] = await Promise.all(processes.map(addressOf));
  const runs: Run[] = [];
  for (const size of sizes) {
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of names) runs.push(await contend(name, size, round, { amazon: amazon ?? '', s3: s3 ?? '', bundle }));
    }
  }
  for (const child of processes) child.disconnect();
  const rows = summaryOf(runs);
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : table(rows));
  judge(rows);
};

const server = (kind: 'amazon' | 's3'): ChildProcess =>
  fork(new URL('download/servers.ts', import.meta.url), [kind], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

/** Bundled like the functions: running TypeScript directly would add the 25 MB of its compiler. */
const bundled = async (directory: string): Promise<string> => {
  const outfile = join(directory, 'contend.mjs');
  await build({ ...bundleOptions('download'), entryPoints: ['bench/download/contend.ts'], outfile, write: true });
  return outfile;
};

/** The path of the peer, if it is installed. */
const peerUrl = (): Record<string, string> => {
  try {
    return { PEER_URL: import.meta.resolve('amazon-sp-api') };
  } catch {
    return {};
  }
};

const addressOf = async (child: ChildProcess): Promise<string> => `127.0.0.1:${(await once(child, 'message'))[0]}`;

/** One contender's turn: the object in the bucket afterwards decides whether it worked. */
const contend = async (contender: string, size: string, round: number, { amazon, s3, bundle }: Servers): Promise<Run> => {
  const bytes = bytesOf(size);
  const expected = Facts.parse(await (await fetch(`http://${amazon}/reports/2021-06-30/documents/${bytes}`)).json());
  const child = fork(bundle, [contender, amazon, s3, String(bytes), 'document'], {
    execArgv: [],
    env: { ...process.env, ...peerUrl(), ...functionEnvironment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: longestRunMs,
  });
  const answered = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const died: Taken = { seconds: 0, peakRssBytes: 0, cpuSeconds: 0, failed: `the process ended (${answered.filter(Boolean).join(', ')})` };
  const taken = Taken.safeParse(answered[0]).data ?? died;
  const checked =
    taken.failed === undefined && contender !== 'idle' ? { ...taken, ...(await wrongIn(s3, contender, taken, expected)) } : taken;
  process.stderr.write(
    `${size} round ${round} ${contender}: ${checked.failed ?? `${taken.seconds.toFixed(1)} s, ${mb(taken.peakRssBytes)} MB`}\n`,
  );
  return { ...checked, contender, size, round, unpackedBytes: expected.unpackedBytes };
};

const wrongIn = async (s3: string, contender: string, taken: Taken, expected: Facts): Promise<{ failed?: string }> => {
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const client = new S3Client({ endpoint: `http://${s3}`, region: 'us-east-1', forcePathStyle: true, credentials });
  const object = { Bucket: 'bench', Key: 'document' };
  const { ContentLength } = await client.send(new HeadObjectCommand(object));
  await client.send(new DeleteObjectCommand(object));
  client.destroy();
  const wanted = contender === 'amazon-sp-api download' ? expected.unpackedBytes : expected.storedBytes;
  if (ContentLength !== wanted) return { failed: `stored ${ContentLength} of ${wanted} bytes` };
  const rows = taken.found?.rows;
  return rows === undefined || rows === expected.rows ? {} : { failed: `counted ${rows} of ${expected.rows} rows` };
};

type Row = {
  size: string;
  contender: string;
  rounds: number;
  peakRssMb: number;
  megabytesPerSecond: number | null;
  cpuSecondsPerGb: number | null;
  ofPipe: number | null;
  ofPipeAndInflate: number | null;
  failed?: string;
};

const summaryOf = (runs: Run[]): Row[] => {
  const groups = Map.groupBy(runs, ({ size, contender }) => `${size} ${contender}`);
  return [...groups.values()].flatMap((group) => {
    const [{ size = '', contender = '' } = {}] = group;
    const good = group.filter(({ failed }) => failed === undefined);
    const isTimed = contender !== 'idle' && good.length > 0;
    const share = (of: string) => (isTimed ? rounded(median(good.flatMap((run) => ratio(runs, run, of))), 2) : null);
    return {
      size,
      contender,
      rounds: group.length,
      peakRssMb: mb(Math.max(...group.map(({ peakRssBytes }) => peakRssBytes))),
      megabytesPerSecond: isTimed ? rounded(median(good.map(speed)), 0) : null,
      cpuSecondsPerGb: isTimed ? rounded(median(good.map(({ cpuSeconds, unpackedBytes }) => (cpuSeconds * 1e9) / unpackedBytes)), 2) : null,
      ofPipe: share('pipe'),
      ofPipeAndInflate: share('pipe + inflate'),
      ...failureOf(group),
    };
  });
};

const failureOf = (group: Run[]): { failed?: string } => {
  const failed = group.find((run) => run.failed !== undefined)?.failed;
  return failed === undefined ? {} : { failed };
};

const speed = ({ unpackedBytes, seconds }: Run): number => unpackedBytes / 1e6 / seconds;

const ratio = (runs: Run[], run: Run, of: string): number[] => {
  const other = runs.find(({ contender, size, round, failed }) => contender === of && size === run.size && round === run.round && !failed);
  return other === undefined ? [] : [speed(run) / speed(other)];
};

const median = (numbers: number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other);
  return (
    ((sorted.at(Math.floor((sorted.length - 1) / 2)) ?? Number.NaN) + (sorted.at(Math.ceil((sorted.length - 1) / 2)) ?? Number.NaN)) / 2
  );
};

const rounded = (number: number, digits: number): number | null => (Number.isNaN(number) ? null : Number(number.toFixed(digits)));

const mb = (bytes: number): number => Math.round(bytes / 1e6);

const table = (rows: Row[]): string =>
  [
    '| unpacked | contender | peak RSS | MB/s | CPU s/GB | of the pipe | of pipe + inflate |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.size} | ${row.contender} | ${row.peakRssMb} MB | ${row.failed ?? `${row.megabytesPerSecond ?? '–'} | ${row.cpuSecondsPerGb ?? '–'} | ${row.ofPipe ?? '–'} | ${row.ofPipeAndInflate ?? '–'}`} |`,
    ),
  ].join('\n');

/** Ours has to work, and to stay below the limit when one is given. */
const judge = (rows: Row[]): void => {
  const limitMb = Number(values['max-rss-mb'] ?? Number.POSITIVE_INFINITY);
  for (const { contender, size, failed, peakRssMb } of rows.filter((row) => row.contender.startsWith('ours'))) {
    if (failed === undefined && peakRssMb <= limitMb) continue;
    console.error(`${size} ${contender}: ${failed ?? `${peakRssMb} MB at its peak, more than ${limitMb} MB`}`);
    process.exitCode = 1;
  }
};

await main();
