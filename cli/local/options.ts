import { Command, Option } from 'commander';
import { type ScenarioName, scenarios } from '../../test/harness/scenarios.ts';
import { types } from '../command.ts';
import { quoted } from '../hint.ts';

/** Where npm start leaves its files and its memory. */
export const DIRECTORY = '.local';
export const ACCOUNTS_FILE = 'infra/accounts.json';

export type Options = {
  account?: string;
  reportTypes?: string[];
  from?: string;
  to?: string;
  force?: boolean;
  scenario: ScenarioName;
  redrive?: boolean;
  json?: boolean;
  directory: string;
  accountsFile: string;
};

export const usage = (): Command =>
  new Command('npm start --')
    .description('Runs one import on this machine: the real workflow and steps, S3, DynamoDB and a fake Amazon on loopback.')
    .option('--account <name>', 'only this account of the accounts file (default: each of them)')
    .option('--types, --report-types <names>', 'only these report types, separated by commas', (names) => types.parse(names) ?? [])
    .option('--from <day>', 'backfill: first day, as in 2026-11-01')
    .option('--to <day>', 'backfill: last day (default: up to the newest published period)')
    .option('--force', 'also what is fresh or saved already')
    .addOption(new Option('--scenario <name>', 'the story that Amazon plays').choices(Object.keys(scenarios)).default('everyday'))
    .option('--redrive', 'redrives the last failed run of each account')
    .option('--accounts-file <file>', 'the accounts; their secrets are made up', ACCOUNTS_FILE)
    .option('--directory <path>', 'where it leaves its files and its memory', DIRECTORY)
    .option('--json', 'one JSON object on stdout, progress on stderr')
    .addHelpText(
      'after',
      `\nScenarios:\n${about()}\n\nExamples:\n  npm start\n  npm start -- --account acme-vendor-us --scenario bad-day\n  npm start -- --redrive`,
    )
    .addHelpText('after', `\nIts files are in ${DIRECTORY}/ and the next start continues from them; remove the folder to start over.`)
    .exitOverride();

/** A command line to paste that starts in the same folder. */
export const startLine = ({ directory, accountsFile }: Pick<Options, 'directory' | 'accountsFile'>, words = ''): string => {
  const where = directory === DIRECTORY ? '' : `--directory ${quoted(directory)}`;
  const accounts = accountsFile === ACCOUNTS_FILE ? '' : `--accounts-file ${quoted(accountsFile)}`;
  const parts = [where, accounts, words].filter((part) => part !== '');
  return parts.length > 0 ? ['npm start --', ...parts].join(' ') : 'npm start';
};

const about = (): string =>
  Object.entries(scenarios)
    .map(([name, story]) => `  ${name.padEnd(14)} ${story.about}`)
    .join('\n');
