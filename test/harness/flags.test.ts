import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { onlyLong } from '../how-many.ts';

type Ended = { code: number; text: string };

const run = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, text: stdout + stderr }),
    );
  });

/** Starts one script after the other in one process, which loads what they share once. The error that a script throws is how it would end. */
const allInOne = `
  const ended = [];
  process.exit = (code) => { throw Object.assign(new Error('exit'), { exitCode: code }); };
  const write = process.stderr.write;
  for (const [script, ...args] of JSON.parse(process.argv[1])) {
    let text = '';
    process.stderr.write = (part) => (text += part, true);
    process.argv = [process.execPath, ...args]; // as parseArgs expects it beside --eval
    const code = await import(script + '?' + ended.length).then(() => 0, (error) => error.exitCode ?? (text += error.stack, 1));
    ended.push({ code, text });
  }
  process.stderr.write = write;
  process.stdout.write(JSON.stringify(ended));
`;
const runAll = async (lines: readonly (readonly string[])[]): Promise<Ended[]> => {
  const asked = lines.map(([script = '', ...args]) => [pathToFileURL(script).href, ...args]);
  return JSON.parse((await run('--input-type=module', '--eval', allInOne, JSON.stringify(asked))).text);
};

const scripts = [
  ...['test/harness/sandbox.ts', 'test/chaos/main.ts', 'test/chaos/mutants.ts'],
  ...['bench/quota.ts', 'bench/download.ts', 'bench/tables.ts', 'bench/bundles.ts'],
];
const wrongValues = [
  ['test/harness/sandbox.ts', '--port', 'high', '--port: "high" is not a port'],
  ['test/harness/sandbox.ts', '--port', '70000', '--port: "70000" is not a port'],
  ['test/chaos/main.ts', '--runs', 'many', '--runs: "many" is not a whole number'],
  ['bench/bundles.ts', '--rounds', 'some', '--rounds: "some" is not a whole number'],
  ['bench/download.ts', '--sizes', 'big', '"big" is not a size'],
] as const;

let ended: Ended[];
beforeAll(async () => {
  ended = await runAll([
    ...scripts.map((script) => [script, '--what']),
    ...wrongValues.map(([script, flag, value]) => [script, flag, value]),
  ]);
});

const expectFlagRefused = ({ code, text }: Ended) => {
  expect(code).toBe(2);
  expect(text).toContain("Unknown option '--what'");
  expect(text).toContain('npm run');
  expect(text).not.toContain('    at ');
};

test.for(scripts.map((script, index) => [script, index] as const))('%s refuses an unknown flag without a stack trace', ([, index]) => {
  expectFlagRefused(ended[index] ?? { code: -1, text: '' });
});

test.for([...onlyLong('infra/cost/cost.ts'), 'infra/generate/settings-tables.ts', 'infra/generate/accounts-schema.ts'])(
  '%s, as a process, refuses an unknown flag without a stack trace',
  async (script) => expectFlagRefused(await run(script, '--what')),
);

test.for(wrongValues.map((line, index) => [...line, index] as const))('%s %s %s is refused with a message', ([, , , words, index]) => {
  const { code, text } = ended[scripts.length + index] ?? { code: -1, text: '' };
  expect([code, text]).toEqual([2, expect.stringContaining(words)]);
  expect(text).not.toContain('    at ');
});

test('a port that is in use is reported with a message', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const { code, text } = await run('test/harness/sandbox.ts', '--port', port);
  server.close();
  expect([code, text]).toEqual([2, expect.stringContaining(`--port: ${port} is taken by another program`)]);
});
