import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { connect } from '../../cli/connect.ts';
import { EXIT } from '../../cli/out.ts';
import { runCommandLine } from '../../cli/program.ts';
import { terminal } from '../../cli/terminal.ts';

/** The command line as a process, with an unreachable AWS. */
const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_MAX_ATTEMPTS: '1',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const child = execFile(process.execPath, ['cli/main.ts', ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

test('an AWS that cannot be reached is exit 3 and says what to look at', async () => {
  const { code, stdout, stderr } = await run('status');
  expect(code).toBe(EXIT.unreachable);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/The stack report-import-prod was not found through CloudFormation.*ECONNREFUSED/);
  expect(stderr).not.toContain('    at ');
});

test('a read-only command does not create a local world', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'none-')), 'mine');
  for (const command of ['status', 'explain', 'unfinished']) {
    const notes: string[] = [];
    const out = {
      print: () => {},
      note: (text: string) => notes.push(text),
      stderr: new PassThrough(),
      width: 100,
      colour: false,
      isTTY: false,
      interrupted: new AbortController().signal,
    };
    const code = await runCommandLine(['--local', '--directory', directory, command], out, connect, terminal);
    expect([code, notes.join('\n')]).toEqual([EXIT.usage, expect.stringContaining('Start one with: npm start')]);
  }
  expect(existsSync(directory)).toBe(false);
});

test('a folder that cannot be created is reported with a message', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'file-')), 'file');
  await writeFile(file, '');
  const child = execFile(process.execPath, ['cli/local/start.ts', '--directory', join(file, 'mine')]);
  let printed = '';
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  await once(child, 'close');
  expect([child.exitCode, printed]).toEqual([EXIT.usage, expect.stringContaining('name another folder with --directory')]);
  expect(printed).not.toContain('    at ');
});
