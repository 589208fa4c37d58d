import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

/** Where a file would be, and what it would import there. */
const forbidden = [
  ['lambdas/core/catalogue', '../record/jobs.ts'],
  ['lambdas/core/record', '../input/series.ts'],
  ['lambdas/core/record', '../ports.ts'],
  ['lambdas/core/input', '../planning/window.ts'],
  ['lambdas/core/planning', '../quota/turns.ts'],
  ['lambdas/core/quota', '../failure/verdict.ts'],
  ['lambdas/core/document', '../record/jobs.ts'],
  ['lambdas/core/document', '../tables/tabulate.ts'],
  ['lambdas/core/document', 'hyparquet-writer'],
  ['lambdas/core/tables', '../planning/window.ts'],
  ['lambdas/core/tables', '../ports.ts'],
  ['lambdas/core/catalogue/tables', '../report-types.ts'],
  ['lambdas/core/catalogue/types', '../report-types.ts'],
  ['lambdas/core/planning/windows', '../plan-jobs.ts'],
  ['lambdas/core/planning/history', '../plan-jobs.ts'],
  ['lambdas/core/tables/rows', '../tabulate.ts'],
  ['lambdas/core/record/ledger', '../../input/series.ts'],
  ['lambdas/core/record/view', '../ledger/ledger.ts'],
  ['lambdas/core/record', './view/run-view.ts'],
  ['lambdas/adapters', 'hyparquet-writer'],
  ['lambdas/core/planning', '../../adapters/lwa.ts'],
  ['lambdas/core/planning', 'node:fs'],
  ['lambdas/core', '../adapters/lwa.ts'],
  ['lambdas/adapters', './lwa.ts'],
  ['lambdas/adapters', '../runtime.ts'],
  ['lambdas/adapters', './ledger/table.ts'],
  ['lambdas/adapters/sp-api', '../lwa.ts'],
  ['lambdas/adapters/sp-api', '../ledger/table.ts'],
  ['lambdas/adapters/sp-api', '../../runtime.ts'],
  ['lambdas/adapters/sp-api', '../../../infra/outputs.ts'],
  ['lambdas', './adapters/lwa.ts'],
  ['infra/cost', '../../lambdas/plan.ts'],
  ['cli/run', '../../test/harness/a-world.ts'],
] as const;

const allowed = [
  ['lambdas/core/planning', '../record/jobs.ts'],
  ['lambdas/core/failure', '../quota/turns.ts'],
  ['lambdas/core/document', 'node:zlib'],
  ['lambdas/core/tables', 'hyparquet-writer'],
  ['lambdas/core/tables', '../document/gzip.ts'],
  ['lambdas/core/tables', '../catalogue/table.ts'],
  ['lambdas/core/catalogue', './tables/coupons.ts'],
  ['lambdas/core/catalogue/tables', '../table.ts'],
  ['lambdas/core/catalogue/types', '../tables/coupons.ts'],
  ['lambdas/core/planning/windows', '../../record/jobs.ts'],
  ['lambdas/core/planning/history', '../windows/span.ts'],
  ['lambdas/core/failure', '../record/view/run-view.ts'],
  ['lambdas/core/tables/rows', '../../document/nesting.ts'],
  ['lambdas/core', './record/jobs.ts'],
  ['lambdas/adapters', '../core/record/jobs.ts'],
  ['lambdas/adapters/sp-api', './send.ts'],
  ['lambdas/adapters/sp-api', '../../core/errors.ts'],
  ['lambdas', './core/record/jobs.ts'],
  ['infra/cost', '../../lambdas/core/settings.ts'],
  ['cli/local', '../../test/harness/a-world.ts'],
] as const;

const planted = ([folder]: readonly [string, string], index: number): string => `${folder}/planted-${index}.ts`;

let directory = '';
let refused: string[] = [];

const Found = z.object({ diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })) });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'layers-'));
  cpSync('biome.json', join(directory, 'biome.json'));
  cpSync('.gitignore', join(directory, '.gitignore'));
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  for (const [index, where] of [...forbidden, ...allowed].entries()) {
    const path = join(directory, planted(where, index));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `import { thing } from '${where[1]}';\n\nexport const mine = thing;\n`);
  }
  const biome = resolve('node_modules/.bin/biome');
  let report: string;
  try {
    report = execFileSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    report = z.object({ stdout: z.string() }).parse(error).stdout;
  }
  const found = Found.parse(JSON.parse(report));
  refused = found.diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports').map(({ location }) => location.path);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.for(forbidden.map((where, index) => [...where, planted(where, index)] as const))('%s does not import %s', ([, , path]) => {
  expect(refused).toContain(path);
});

test.for(allowed.map((where, index) => [...where, planted(where, forbidden.length + index)] as const))('%s may import %s', ([, , path]) => {
  expect(refused).not.toContain(path);
});

test('no folder of sources holds more than a dozen files: past that it wants neighbourhoods', () => {
  const files = ['lambdas', 'cli', 'infra', 'bench', 'test/harness', 'test/chaos'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(root, path)),
  );
  const folders = Object.entries(Object.groupBy(files, dirname)).map(([folder, inside = []]) => ({ folder, files: inside.length }));

  expect(folders.length).toBeGreaterThan(40);
  expect(folders.filter(({ files: count }) => count > 12)).toEqual([]);
});
