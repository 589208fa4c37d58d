import { S3Client } from '@aws-sdk/client-s3';
import { contenders } from './contenders.ts';

/** One download by one contender in a process of its own, which reports what it took. */
const [name = '', amazon = '', s3Host = '', bytes = '0', key = ''] = process.argv.slice(2);
const contender = contenders[name];
if (contender === undefined) throw new Error(`no contender "${name}"`);
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const s3 = new S3Client({ endpoint: `http://${s3Host}`, region: 'us-east-1', forcePathStyle: true, credentials });
const startedAt = performance.now();

const report = (outcome: { found: object } | { failed: string }): void => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (performance.now() - startedAt) / 1000;
  const taken = { seconds, peakRssBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, ...outcome };
  process.send?.(taken, () => process.exit());
};

const reportFailure = (error: unknown): void =>
  report({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });

// Some throw where it cannot be caught.
process.once('uncaughtException', reportFailure);
await contender({ amazon, s3, bytes: Number(bytes), key }).then((found) => report({ found }), reportFailure);
