import { expect, test } from 'vitest';
import { z } from 'zod';
import { cost } from '../../../../cli/commands/runs/cost.ts';
import { EXIT } from '../../../../cli/out.ts';
import { aDesk, threeReports } from '../../desk.ts';

test('the cost of yesterday’s imports follows what the state machine did, and estimates are marked', async () => {
  const { world, execute, json } = aDesk({ accounts: threeReports });
  const { arn } = await world.run();
  await world.clock.sleep(24 * 3_600_000);

  const { code, text } = await execute(cost);
  const { value } = await json(cost, { day: '2026-11-25' });

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/^Imports of 2026-11-25, UTC: about \$0\.0\d+\.\n/);
  expect(text).toMatch(/acme-vendor-us +1 +3 /);
  expect(text).toMatch(/Step Functions \$0\.\d+.*\nAn estimate: .*\n.*secrets, alarms, what is stored/);
  const history = world.engine.history(arn);
  const passed =
    history.filter(({ type }) => type === 'StateEntered').length +
    history.filter(({ item, type }) => item !== undefined && type === 'ExecutionStarted').length;
  const { accounts, usd } = z.object({ usd: z.number(), accounts: z.array(z.object({ stateTransitions: z.number() })) }).parse(value);
  expect(Math.abs((accounts[0]?.stateTransitions ?? 0) - passed) / passed).toBeLessThan(0.2);
  expect(usd).toBeGreaterThan((passed * 0.025) / 1000);
});

test('a day without a run says which day has one', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  expect((await execute(cost)).text).toContain('There is no run yet.');
  await world.run();
  expect((await execute(cost)).text).toContain(
    'No run began on 2026-11-24, UTC. The newest began on 2026-11-25: npm run import -- cost --day 2026-11-25',
  );
});
