import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';

const run = (...args: string[]): Promise<{ code: number; told: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, told: stdout + stderr }),
    );
  });

test.for([
  ...['test/harness/sandbox.ts', 'test/chaos/main.ts', 'test/chaos/mutants.ts'],
  ...['bench/quota.ts', 'bench/download.ts', 'bench/tables.ts', 'bench/bundles.ts'],
  ...['infra/cost/cost.ts', 'infra/generate/settings-tables.ts', 'infra/generate/accounts-schema.ts'],
])('%s tells of a flag that it does not have, without a stack', { timeout: 60_000 }, async (script) => {
  const { code, told } = await run(script, '--what');
  expect(code).toBe(2);
  expect(told).toContain("Unknown option '--what'");
  expect(told).toContain('npm run');
  expect(told).not.toContain('    at ');
});

test.for([
  ['test/harness/sandbox.ts', '--port', 'high', '--port: "high" is not a port'],
  ['test/harness/sandbox.ts', '--port', '70000', '--port: "70000" is not a port'],
  ['test/chaos/main.ts', '--runs', 'many', '--runs: "many" is not a whole number'],
  ['bench/bundles.ts', '--rounds', 'some', '--rounds: "some" is not a whole number'],
  ['bench/download.ts', '--sizes', 'big', '"big" is not a size'],
] as const)('%s %s %s is refused in words', { timeout: 60_000 }, async ([script, flag, value, words]) => {
  const { code, told } = await run(script, flag, value);
  expect([code, told]).toEqual([2, expect.stringContaining(words)]);
  expect(told).not.toContain('    at ');
});

test('a port that is taken is told in words', { timeout: 60_000 }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const { code, told } = await run('test/harness/sandbox.ts', '--port', port);
  server.close();
  expect([code, told]).toEqual([2, expect.stringContaining(`--port: ${port} is taken by another program`)]);
});
