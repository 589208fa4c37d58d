#!/usr/bin/env node
import { connect } from './connect.ts';
import type { Out } from './out.ts';
import { runCommandLine } from './program.ts';
import { terminal } from './terminal.ts';

/** The first Ctrl-C asks the command to end, the second ends it at once. */
const interruption = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
    process.once('SIGINT', () => process.exit(130));
  });
  return controller.signal;
};

const streams = (): Omit<Out, 'json'> => {
  const { stdout, stderr } = process;
  // Whoever reads may stop early (`| head`): that is no error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${text}\n`),
    stderr,
    width: stdout.columns ?? 120,
    // Knows NO_COLOR, FORCE_COLOR and dumb terminals.
    colour: stdout.isTTY === true && stdout.hasColors(),
    isTTY: stderr.isTTY === true,
    interrupted: interruption(),
  };
};

process.exitCode = await runCommandLine(process.argv.slice(2), streams(), connect, terminal);
// An import that still runs here ends with the local world: its waits must not keep the process alive.
// What was printed goes first: pipes are not written at once everywhere.
if (process.argv.includes('--local')) process.stdout.write('', () => process.exit());
