import { mkdirSync, writeFileSync } from 'node:fs';
import { flagsOf } from '../test/harness/flags.ts';
import { type LimitRow, limitSituations } from './quota/limit-cases.ts';
import { situations } from './quota/quota-cases.ts';
import { measure, type Row } from './quota/quota-rows.ts';
import { docsTable, fullTable, limitTable } from './quota/quota-table.ts';
import { others } from './quota/strategies/others.ts';
import { ours } from './quota/strategies/ours.ts';

/**
 * How long an import takes on Amazon's quota, beside the lower bound and beside what others do. The real workflow file and the real
 * steps run in virtual time against the fake Amazon that the tests use; the others' strategies meet the same Amazon.
 * `--json` prints rows, `--markdown` the table of docs/performance.md, `--save` writes the rows to bench/results/quota.json.
 */

const RESULTS = 'bench/results';

const flags = flagsOf(
  { json: { type: 'boolean' }, markdown: { type: 'boolean' }, save: { type: 'boolean' } },
  'npm run bench:quota -- [--json] [--markdown] [--save]',
);

const rows: Row[] = [];
for (const situation of situations()) {
  // Others keep no record of an aborted run that a new one could continue.
  const strategies = situation.case === 'aborted run' ? [ours] : [ours, ...others];
  process.stderr.write(`${situation.case}, ${situation.n} reports, ${situation.processing}\n`);
  for (const strategy of strategies) rows.push(await measure(situation, strategy));
}

const limitRows: LimitRow[] = [];
for (const play of limitSituations) {
  const row = await play();
  process.stderr.write(`${row.case}\n`);
  limitRows.push(row);
}

if (flags.save) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    `${RESULTS}/quota.json`,
    `${JSON.stringify({ measuredOn: new Date().toISOString().slice(0, 10), rows, limitRows }, undefined, 1)}\n`,
  );
}
const tables = `${flags.markdown ? docsTable(rows, 'mix') : fullTable(rows)}\n\n${limitTable(limitRows)}`;
const output = flags.json ? JSON.stringify({ rows, limitRows }, undefined, 1) : tables;
process.stdout.write(`${output}\n`);
