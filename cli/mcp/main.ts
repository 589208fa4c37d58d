import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { defaultStackName } from '../../lambdas/core/stack-outputs.ts';
import { connect } from '../connect.ts';
import { version } from '../version.ts';
import { mcpServer } from './server.ts';

/* Answers agents over standard input and output: `npm run mcp -- --local`. */

const usage = `Usage: npm run --silent mcp -- [--stack <name>] [--accounts-file <file>] [--local] [--directory <path>]`;

const flags = () => {
  try {
    return parseArgs({
      options: {
        stack: { type: 'string', default: process.env['IMPORT_STACK'] ?? defaultStackName },
        'accounts-file': { type: 'string' },
        local: { type: 'boolean', default: false },
        directory: { type: 'string' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
    return process.exit(2);
  }
};

const { stack, local, directory, 'accounts-file': accountsFile } = flags();
const server = mcpServer((run) => connect({ stack, accountsFile, local, directory, json: true, begins: false }, run), version);
await server.connect(new StdioServerTransport());
process.stderr.write(`Answers agents on standard input and output, for ${local ? 'the local world' : `the stack ${stack}`}.\n`);
