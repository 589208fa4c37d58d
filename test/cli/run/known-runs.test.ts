import { expect, test } from 'vitest';
import { findRun } from '../../../cli/run/known-runs.ts';
import { aDesk } from '../desk.ts';

const account = 'acme-vendor-us';

test('a name that was reused after 90 days means the later run', async () => {
  const { ports, world } = aDesk();
  const first = await world.run({ account }, 'by-hand');
  expect((await findRun(ports, 'by-hand'))?.runId).toBe('by-hand');
  await world.clock.sleep(91 * 86_400_000);
  await world.run({ account }, 'by-hand');

  const found = [await findRun(ports, 'by-hand'), await findRun(ports, first.arn)].map((run) => run?.runId);

  expect(found).toEqual([expect.stringMatching(/^by-hand-2027-/), expect.stringMatching(/^by-hand-2027-/)]);
});
