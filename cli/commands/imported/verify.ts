import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobView } from '../../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { cliCommand } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT } from '../../out.ts';
import type { CliPorts, Place } from '../../ports.ts';
import { findClaimed, knownRun, theRun } from '../../run/known-runs.ts';
import { counted, sizeText } from '../../text/quantities.ts';

/** The objects of a run against sizes and checksums in its summary. */
export const verify = cliCommand({
  name: 'verify',
  declare: (command) =>
    command
      .summary('Compares a run’s objects with its summary.')
      .description('Compares a run’s objects in the bucket with its summary.')
      .argument('[run]', 'run id, execution ARN or name, or account (default: the newest)')
      .option('--sizes-only', 'compares sizes, and reads no object')
      .addHelpText('after', example),
  args: z.object({ ref: z.string().min(1).optional(), sizesOnly: z.boolean().default(false) }),
  run: async (ports, { ref, sizesOnly }, out) => {
    const { view } = await knownRun(ports, await theRun(ports, ref, findClaimed));
    const checked: Checked[] = [];
    for (const job of view.jobs.filter(({ outcome }) => outcome === 'saved'))
      checked.push(await checkObject(ports, view.account, job, sizesOnly));
    const bad = checked.filter(({ verdict }) => verdict === 'missing' || verdict === 'different');
    answer(out, { runId: view.runId, account: view.account, objects: checked }, () => wordsOf(view, checked, sizesOnly, ports.place));
    return bad.length > 0 ? EXIT.failed : EXIT.fine;
  },
});

/** `replaced`: a later run stored a newer document, and that one is intact. */
type Checked = { key: string; objectKey: string; bytes: number; verdict: 'intact' | 'replaced' | 'missing' | 'different'; why?: string };

type Expected = { bytes?: number | undefined; sha256?: string | undefined };

const checkObject = async (ports: CliPorts, account: string, job: JobView, sizesOnly: boolean): Promise<Checked> => {
  const { key, objectKey = '' } = job;
  const checked = (verdict: Checked['verdict'], bytes: number, why?: string): Checked => ({
    key,
    objectKey,
    bytes,
    verdict,
    ...(why && { why }),
  });
  const object = await ports.bucket.head(objectKey);
  if (object === undefined) return checked('missing', 0, 'there is no object under the key');
  const later = object.metadata['report-id'] === job.reportId ? undefined : (await ports.ledger.readJob(account, key))?.saved;
  const expected: Expected = later === undefined ? job : { bytes: later.storedBytes, sha256: later.storedSha256 };
  if (object.sizeBytes !== expected.bytes)
    return checked('different', object.sizeBytes, `it has ${object.sizeBytes} bytes, ${expected.bytes} were stored`);
  const sha256 = sizesOnly ? expected.sha256 : await sha256Of(ports, objectKey);
  if (sha256 !== expected.sha256) return checked('different', object.sizeBytes, `its SHA-256 is ${sha256}, ${expected.sha256} was stored`);
  return checked(later === undefined ? 'intact' : 'replaced', object.sizeBytes);
};

const sha256Of = async ({ bucket }: CliPorts, objectKey: string): Promise<string | undefined> => {
  const body = await bucket.read(objectKey);
  if (body === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
};

const wordsOf = ({ runId, account }: RunView, checked: readonly Checked[], sizesOnly: boolean, place: Place): string => {
  const count = (verdict: Checked['verdict']) => checked.filter((one) => one.verdict === verdict).length;
  const bytes = checked.reduce((sum, one) => sum + one.bytes, 0);
  const bad = checked.filter(({ verdict }) => verdict === 'missing' || verdict === 'different');
  const how = sizesOnly ? 'sizes' : 'sizes and SHA-256';
  return [
    `Run ${runId}: ${counted(checked.length, 'object')}, ${sizeText(bytes)} (${how}): ${count('intact')} intact, ${count('replaced')} replaced by a later run and intact, ${count('missing')} missing, ${count('different')} different.`,
    ...bad.flatMap(({ objectKey, why }) => [`  ✗ ${objectKey}`, `    ${why}`]),
    ...(bad.length > 0
      ? [`Ask for them again with: ${hint(place, `start ${account} --types <type> --from <day> --to <day> --force`)}`]
      : []),
  ].join('\n');
};

const example = `
Reads every object, so it costs as much as downloading them; --sizes-only asks
for sizes alone. Exit code 1 when an object is missing or different.

Example:
  npm run import -- verify acme-vendor-us --sizes-only`;
