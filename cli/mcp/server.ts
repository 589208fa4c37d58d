import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { CliCommand } from '../command.ts';
import { coverage } from '../commands/imported/coverage.ts';
import { query } from '../commands/imported/query.ts';
import { explain } from '../commands/runs/explain.ts';
import { status } from '../commands/runs/status.ts';
import type { Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { firstRows } from './first-rows.ts';

/** Connects to the importer, runs, and disconnects. */
export type Reach = (run: (ports: CliPorts) => Promise<number>) => Promise<number>;

/** Commands are called one after the other, and each opens its own connection: the local world allows one connection at a time. */
const oneByOne = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
};

/**
 * What agents may ask of the importer, by the Model Context Protocol. Every tool only reads; each is the command of that name with
 * `--json`, so that agents and people get the same answers.
 */
export const mcpServer = (reach: Reach, version: string): McpServer => {
  const server = new McpServer({ name: 'selling-partner-report-import', version }, { instructions });
  const inTurn = oneByOne();
  const ask = (run: (ports: CliPorts, out: Out) => Promise<unknown>) => inTurn(() => answered(reach, run));
  const asCommand = (command: CliCommand, written: Record<string, unknown>) => ask((ports, out) => command.run(ports, written, out));

  server.registerTool(
    'status',
    {
      title: 'Runs and how they ended',
      description: 'The newest run of each account, or the last runs of one: when, how many reports were saved, unfinished, failed.',
      inputSchema: { account: z.string().min(1).optional().describe('Name of an account; absent: all') },
      annotations,
    },
    ({ account }) => asCommand(status, { account }),
  );
  server.registerTool(
    'coverage',
    {
      title: 'What has been imported',
      description:
        'For each series (account, report type, marketplace, options): first and last day, gaps with their reason, what was fetched again.',
      inputSchema: {
        account: z.string().min(1).optional().describe('Name of an account; absent: all'),
        types: z.string().min(1).optional().describe('Report types, separated by commas'),
      },
      annotations,
    },
    ({ account, types }) => asCommand(coverage, { account, types }),
  );
  server.registerTool(
    'explain',
    {
      title: 'Why a run or a report ended so',
      description: 'What happened to a run or to reports, with Amazon’s reason and what to do next.',
      inputSchema: {
        what: z
          .array(z.string().min(1))
          .max(10)
          .default([])
          .describe('A run id, an account (its newest run), a report id, or words of a report’s key; empty: the newest run'),
      },
      annotations,
    },
    ({ what }) => asCommand(explain, { ref: what }),
  );
  server.registerTool(
    'tables',
    {
      title: 'Tables and their columns',
      description: 'All tables of imported rows and what a row of each is; with a name, its columns: type, meaning, key, example.',
      inputSchema: { table: z.string().min(1).optional() },
      annotations,
    },
    ({ table }) => asCommand(query, table === undefined ? { list: true } : { describe: table }),
  );
  server.registerTool(
    'query',
    {
      title: 'Ask the tables by SQL',
      description:
        'Runs one SELECT on the tables, in the SQL that Athena and DuckDB share. Name account, report_period and month where you can: a deployed importer pays for what is read.',
      inputSchema: {
        sql: z.string().min(1).max(20_000),
        rows: z.number().int().min(1).max(1000).default(100).describe('The most rows that are answered'),
      },
      annotations,
    },
    ({ sql, rows }) =>
      ask(async (ports, out) => {
        out.print(JSON.stringify(await firstRows(await ports.tables.ask(sql, out.interrupted), rows)));
      }),
  );
  return server;
};

const annotations = { readOnlyHint: true, openWorldHint: false } as const;

const instructions =
  'Imports Amazon selling-partner reports and writes their rows into tables. Call "tables" before the first "query": units, keys and what Amazon restates are described there. "coverage" says which days are there at all.';

/** The longest that one question may take. */
const MOST_MS = 120_000;

type Said = { content: { type: 'text'; text: string }[]; isError?: boolean };

/** A command’s output as the answer of a tool; what it throws is returned as an error that an agent can act on. */
const answered = async (reach: Reach, run: (ports: CliPorts, out: Out) => Promise<unknown>): Promise<Said> => {
  const printed: string[] = [];
  const interrupted = AbortSignal.timeout(MOST_MS);
  const out: Out = {
    print: (text) => printed.push(text),
    note: () => {},
    stderr: process.stderr,
    ...{ json: true, width: 120, colour: false, isTTY: false, interrupted },
  };
  try {
    await reach(async (ports) => {
      await run(ports, out);
      return 0;
    });
    return { content: [{ type: 'text', text: printed.join('\n') }] };
  } catch (error) {
    const text = interrupted.aborted
      ? `This took longer than ${MOST_MS / 1000} s and was stopped: ask for less, by account and month.`
      : error instanceof Error
        ? error.message
        : String(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
};
