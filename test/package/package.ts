import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manifest, peerDependencies } from '../../infra/package/manifest.ts';
import { stepNames } from '../../infra/workflow/definition.ts';

/** The npm package of the construct, as someone else meets it: installed from the packed file into an app that has CDK and nothing of ours. */

const { name, version } = manifest();
const packed = resolve('dist', `${name}-${version}.tgz`);
const folder = mkdtempSync(join(tmpdir(), 'their-app-'));
const installed = join(folder, 'node_modules', name);

/** A registry may be unreachable: what the app has of its own is linked from here. */
const theirs = ['aws-cdk-lib', 'constructs', 'cdk-nag', '@types/node'];

const install = (to: string, ...options: string[]): void => {
  writeFileSync(join(to, 'package.json'), '{ "name": "their-app", "private": true }');
  execFileSync('npm', ['install', ...options, '--no-audit', '--no-fund', packed], { cwd: to, stdio: 'pipe' });
};

/** Nothing of CDK's is on: a feature flag of the app makes no difference. */
const cdkJson = { notices: false, versionReporting: false };

const accounts = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/inputs.md', 'utf8'))?.[1] ?? '';
const example = /```ts\n([\s\S]*?)```/.exec(readFileSync('docs/cdk-app.md', 'utf8'))?.[1] ?? '';

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'package'], { stdio: 'pipe' });
  install(folder, '--offline', '--legacy-peer-deps');
  for (const one of theirs) {
    mkdirSync(dirname(join(folder, 'node_modules', one)), { recursive: true });
    symlinkSync(resolve('node_modules', one), join(folder, 'node_modules', one));
  }
  cpSync('test/package/apps', folder, { recursive: true });
  for (const file of ['accounts.json', 'asins.txt']) cpSync(join('infra', file), join(folder, 'infra', file));
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify(cdkJson));
  writeFileSync(join(folder, 'accounts.json'), accounts);
  writeFileSync(join(folder, 'example.mjs'), example);
  writeFileSync(join(folder, 'example.mts'), example);
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

const bin = (command: string): string => resolve('node_modules/.bin', command);

/** Each Node of this machine that the package is for, by its version. */
const nodes = new Map(
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'node'))
    .filter((path) => existsSync(path))
    .map((path): [string, string] => [execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).trim(), path])
    .filter(([major]) => Number(major) >= 20),
);

type Synthesis = { status: number | null; said: string; out: string };

const synth = (
  app: string,
  {
    node = 'node',
    cwd = folder,
    env = {},
    options = [],
  }: { node?: string; cwd?: string; env?: Record<string, string>; options?: string[] } = {},
) => {
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, stdout, stderr } = spawnSync(bin('cdk'), ['synth', '--quiet', '--app', `${node} ${app}`, '--output', out, ...options], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr, out } satisfies Synthesis;
};

const templates = ({ out }: Synthesis): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => [file, readFileSync(join(out, file), 'utf8')]),
  );

const assets = ({ out }: Synthesis): string[] => readdirSync(out).filter((file) => file.startsWith('asset.'));

test.for([...nodes])('the example of the documentation is synthesised by Node %s', ([, node]) => {
  const made = synth('example.mjs', { node });

  expect(made).toMatchObject({ status: 0 });
  expect(Object.keys(templates(made))).toContain('reports-prod.template.json');
  expect(assets(made)).toHaveLength(stepNames.length);
});

test('the stack that it makes is ours: the same templates, and the same code', () => {
  const one = synth('same.cjs');
  const other = synth('infra/app.ts', { cwd: resolve('.'), options: ['-c', 'accounts=sample'] });

  expect([one, other]).toMatchObject([{ status: 0 }, { status: 0 }]);
  expect(Object.keys(templates(one)).length).toBeGreaterThan(1);
  expect(templates(one)).toEqual(templates(other));
  expect(assets(one)).toEqual(assets(other));
});

test('with require, with a file and with code, with bucket, topic and key of the app, it has no finding of cdk-nag', () => {
  expect(synth('checked.cjs')).toMatchObject({ status: 0 });
  expect(synth('checked.cjs', { env: { UNCHECKED: 'yes' } })).toMatchObject({
    status: 1,
    said: expect.stringContaining('AwsSolutions-S1'),
  });
});

test('TypeScript takes the example, knows every prop, and refuses wrong ones', () => {
  const options = { strict: true, module: 'nodenext', target: 'es2022', types: ['node'], noEmit: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['example.mts', 'typed.ts'] }));

  const { stdout, status } = spawnSync(bin('tsc'), ['--project', folder], { cwd: folder, encoding: 'utf8' });

  expect([stdout, status]).toEqual(['', 0]);
});

test('a wrong prop ends the synthesis with an error that names it', () => {
  const { status, said } = synth('wrong.cjs');

  expect(status).toBe(1);
  expect(said).toContain('InvalidInputError');
  expect(said).toContain('flexibleWindowMinutes: 0 is too small');
});

test('each function is a module with a handler, and complete', () => {
  const files = stepNames.map((step) => join(installed, 'functions', step, 'index.mjs'));
  const load = `console.log((await Promise.all(${JSON.stringify(files)}.map((file) => import(file)))).map(({ handler }) => typeof handler).join())`;

  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', load], { env: {}, encoding: 'utf8' });

  expect([stdout.trim(), stderr]).toEqual([stepNames.map(() => 'function').join(), '']);
});

test('it holds what it is made of, names no folder of the machine that built it, and depends on nothing', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name).slice(installed.length + 1));

  const expected =
    /^(README\.md|LICENSE|THIRD-PARTY-LICENCES|package\.json|index\.js|(docs|types|functions\/\w+)\/[\w-]+\.(md|d\.ts|mjs|mjs\.map))$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  expect(paths.filter((path) => readFileSync(join(installed, path), 'utf8').includes(resolve('.')))).toEqual([]);
  expect(
    readdirSync(join(folder, 'node_modules'))
      .filter((one) => !one.startsWith('.'))
      .sort(),
  ).toEqual([name, ...theirs.map((one) => one.split('/')[0])].sort());
});

test('every link of its pages leads somewhere in it', () => {
  const pages = ['README.md', ...readdirSync(join(installed, 'docs')).map((page) => join('docs', page))];
  for (const page of pages) {
    const links = [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)].map(([, link = '']) => link);
    for (const link of links.filter((one) => !one.startsWith('http'))) {
      expect(existsSync(join(installed, dirname(page), link)), `${link} in ${page}`).toBe(true);
    }
  }
});

const lowest = (range: string): string => range.replace('^', '');

test('the lowest versions of CDK that it names are enough', ({ skip }) => {
  const app = join(folder, 'lowest');
  mkdirSync(app);
  const peers = Object.entries(peerDependencies).map(([peer, range]) => `${peer}@${lowest(range)}`);
  try {
    install(app, '--prefer-offline', ...peers);
  } catch (error) {
    skip(`They could not be had from the registry: ${error instanceof Error ? error.message : error}`);
  }
  cpSync(join(folder, 'same.cjs'), join(app, 'same.cjs'));
  cpSync(join(folder, 'infra'), join(app, 'infra'), { recursive: true });
  writeFileSync(join(app, 'cdk.json'), JSON.stringify(cdkJson));

  expect(synth('same.cjs', { cwd: app })).toMatchObject({ status: 0 });
});
