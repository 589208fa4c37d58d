import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { commands, runCommandLine } from '../../cli/program.ts';
import { DeploySettings } from '../../infra/deployment/deploy-settings.ts';
import { parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { parseAccountSecret } from '../../lambdas/core/input/credentials.ts';
import { parseRunInput } from '../../lambdas/core/input/run-input.ts';
import { aDesk } from '../cli/desk.ts';
import { accountWith } from '../core/planning/planning.ts';

/** The documentation is compared with the code: links, sections, examples and commands. */

const files = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));
const textOf = (file: string): string => readFileSync(file, 'utf8');

/** The anchors that GitHub makes of a page's headings. */
const anchorsOf = (text: string): string[] =>
  [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

test('the README is two screens long', () => {
  expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(150);
});

test.for(files)('every link of %s leads somewhere', (file) => {
  const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)|(?:srcset|src)="([^"]+)"/g)].map(([, link, image]) => link ?? image ?? '');
  for (const link of links.filter((target) => !/^https?:/.test(target))) {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    expect(existsSync(target), `${link} in ${file}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(textOf(target)), `${link} in ${file}`).toContain(anchor);
  }
});

test('every page of the documentation is linked from the README', () => {
  for (const file of files.filter((name) => name !== 'README.md')) expect(textOf('README.md')).toContain(`](${file})`);
});

/** The first pattern that matches an example decides which parser it must pass. */
const examples: readonly (readonly [RegExp, (example: unknown) => unknown])[] = [
  [/"accounts":/, parseAccounts],
  [/"schedule":/, (account) => parseAccounts({ accounts: [account] })],
  [/"refreshToken":/, (secret) => parseAccountSecret('example', JSON.stringify(secret))],
  [/"detail-type":/, (rule) => rule],
  [/"(?:type|apiType)":/, (entry) => accountWith([entry], { kind: kindOf(entry) })],
];

const kindOf = (entry: unknown): string => (/Vendor/.test(JSON.stringify(entry)) ? 'vendor' : 'seller');

test.for(files)('every JSON example of %s passes its parser', (file) => {
  for (const [, text = ''] of textOf(file).matchAll(/^ *```json\n([\s\S]*?)```/gm)) {
    const parse = examples.find(([of]) => of.test(text))?.[1];
    expect(parse, `an example that this test does not know, in ${file}:\n${text}`).toBeDefined();
    expect(() => parse?.(JSON.parse(text)), text).not.toThrow();
  }
});

test('every input of a run in the documentation passes its parser', () => {
  const inputs = [...textOf('docs/inputs.md').matchAll(/`(\{ "account": .*?\})`/g)].map(([, input = '']) =>
    input.replaceAll('GET_…', 'GET_X'),
  );
  expect(inputs.length).toBeGreaterThan(4);
  for (const input of inputs) expect(() => parseRunInput(JSON.parse(input)), input).not.toThrow();
});

test.for(files)('every deployment setting in %s exists', (file) => {
  for (const [, text = ''] of textOf(file).matchAll(/-c settings='([^']+)'/g)) {
    expect(() => DeploySettings.parse(JSON.parse(text)), text).not.toThrow();
  }
});

/** Every command line on a page: in shell blocks and in running text. */
const commandsOf = (text: string): { line: string; needsAws: boolean }[] => {
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)```/gm)].flatMap(([, block = '']) => {
    const needsAws = /^ *# needs AWS$/m.test(block);
    return block
      .split('\n')
      .map((line) => line.replace(/ +#.*$|^#.*$/, '').trim())
      .filter((line) => line !== '')
      .map((line) => ({ line, needsAws }));
  });
  const inline = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`((?:npm|npx|aws|git) [^`]+)`/g)].map(([, line = '']) => ({
    line: line.replace(/\s+/g, ' '),
    needsAws: /^(npx cdk|aws|git)/.test(line),
  }));
  return [...blocks, ...inline];
};

const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(textOf('package.json'))).scripts;

/** Where a command is run, when it needs no AWS: by CI, by a test as a process, or (benches, chaos) in a small form by a test of its parts. */
const ranBy: Readonly<Record<string, readonly [file: string, trace: string]>> = {
  start: ['test/cli/local/start.test.ts', "command('cli/local/start.ts')"],
  import: ['test/cli/local/start.test.ts', "command('cli/main.ts')"],
  ci: ['.ci/run', 'npm ci'],
  test: ['.ci/run', 'npm test'],
  'test:long': ['vitest.config.ts', 'isLong'],
  synth: ['test/infra/a-template.ts', 'Template'],
  cost: ['test/infra/cost/cost-model.test.ts', 'cost-model'],
  'secrets:existing': ['test/infra/deployment/existing-secrets.test.ts', 'existing-secrets'],
  generate: ['test/infra/generate/settings-tables.test.ts', 'settingsTables'],
  mcp: ['test/cli/mcp/server.test.ts', 'mcpServer'],
  sandbox: ['test/harness/selling-partner/entrances/entrances.test.ts', 'server'],
  package: ['test/package/package.ts', "'package'"],
  'test:package': ['vitest.config.ts', "'package'"],
  install: ['test/package/package.ts', "'install'"],
  format: ['package.json', '"lint"'],
  chaos: ['test/chaos', ''],
  'chaos:mutants': ['test/chaos', ''],
  'bench:quota': ['test/bench/quota/quota-bound.test.ts', 'quota-bound'],
  'bench:fleet': ['test/bench/fleet.test.ts', 'one-morning'],
  'bench:bundles': ['test/infra/functions/bundle.test.ts', 'bundleOptions'],
  'bench:download': ['test/adapters/streaming.test.ts', 'wholeDocument'],
  'bench:tables': ['test/core/tables/tabulate.test.ts', 'aTabulation'],
  'bench:memory': ['test/adapters/streaming.test.ts', 'wholeDocument'],
};

test.for(files)('every command of %s exists, and is run by a test or marked as needing AWS', async (file) => {
  for (const { line, needsAws } of commandsOf(textOf(file))) {
    for (const part of line.split(/ && | \| /)) {
      if (needsAws && !part.startsWith('npm ')) continue;
      if (part.startsWith('npx vitest run') || part.startsWith('jq')) continue;
      const [, script = ''] = /^npm (?:--silent )?(?:run )?([\w:]+)/.exec(part) ?? [];
      expect([...Object.keys(scripts), 'ci', 'install'], `${part} in ${file}`).toContain(script);
      const [by, trace] = ranBy[script] ?? [];
      expect(by, `no test runs ${part}, of ${file}`).toBeDefined();
      expect(existsSync(by ?? ''), by).toBe(true);
      if (trace) expect(readFileSync(by ?? '', 'utf8'), `${by} no longer runs ${script}`).toContain(trace);
    }
  }
});

/** What the parser says against a command line, which is not run. */
const notUnderstood = async (line: string): Promise<string> => {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  await runCommandLine(
    line.split(' ').filter(Boolean),
    { print: () => {}, note, stderr: process.stderr, width: 80, colour: false, isTTY: false, interrupted: new AbortController().signal },
    async () => 0,
    aDesk().ports,
  );
  return notes.join('\n');
};

test.for(files)('every operator’s command of %s is accepted by the command line', async (file) => {
  const text = textOf(file);
  const typed = [...text.matchAll(/npm (?:--silent )?run import -- ([a-z][^`|#\n]*)/g)].map(([, line = '']) => line);
  const listed =
    file === 'docs/operate.md' ? [...text.matchAll(/^\| [^|]+ \| (`.*`) \|$/gm)].flatMap(([, cells = '']) => cells.split(', ')) : [];
  const lines = [...typed, ...listed.map((cell) => cell.replaceAll('`', ''))].filter((line) =>
    commands.some(({ name }) => line.startsWith(name)),
  );
  for (const line of lines) expect(await notUnderstood(line.replaceAll(/<[^>]+>/g, 'x')), `${line} in ${file}`).toBe('');
  if (file === 'docs/operate.md') expect(lines.length).toBeGreaterThan(10);
});
