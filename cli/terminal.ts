import { existsSync, readFileSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text as inputAsText } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { EXIT } from './out.ts';
import type { Terminal } from './ports.ts';

const wholeInput = async (): Promise<string> => {
  if (process.stdin.isTTY) process.stderr.write('Paste it, then press Ctrl-D on a line of its own.\n');
  return inputAsText(process.stdin);
};

/** On stderr: results go to stdout alone. Ctrl-C ends the command: nothing has happened yet of what it asks about. */
const askAtTerminal = async (question: string): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((answered) => {
    lines.once('SIGINT', () => {
      process.stderr.write('\n');
      process.exit(EXIT.interrupted);
    });
    lines.once('close', () => answered(''));
    lines.question(question, (line) => {
      answered(line);
      lines.close();
    });
  });
};

const WAIT_MS = 50;
const TRIES = 100;

/** The new file is made by one process: another that changes the same file waits until it is renamed. */
const newFile = async (path: string): Promise<FileHandle> => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await open(path, 'wx');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (tries === TRIES) throw new InvalidInputError(`Another process is writing ${path}. If none is, remove that file.`);
      await after(WAIT_MS);
    }
  }
};

const replaceFile: Terminal['replaceFile'] = async (path, change) => {
  const beside = `${path}.new`;
  const handle = await newFile(beside);
  try {
    await handle.writeFile(change(existsSync(path) ? await readFile(path, 'utf8') : undefined));
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
};

/** The terminal that this process runs at, and this machine's files. */
export const terminal: Terminal = {
  ask: askAtTerminal,
  readInput: wholeInput,
  writeFile,
  replaceFile,
  readFile: (path) => readFile(path, 'utf8'),
  readBeside: (path) => (name) => readFileSync(resolve(dirname(path), name), 'utf8'),
};
