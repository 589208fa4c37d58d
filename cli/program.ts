import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { InvalidInputError, StoreUnavailableError } from '../lambdas/core/errors.ts';
import { defaultStackName } from '../lambdas/core/stack-outputs.ts';
import type { CliCommand } from './command.ts';
import { changes } from './commands/imported/changes.ts';
import { coverage } from './commands/imported/coverage.ts';
import { query } from './commands/imported/query.ts';
import { tabulate } from './commands/imported/tabulate.ts';
import { verify } from './commands/imported/verify.ts';
import { cancel } from './commands/runs/cancel.ts';
import { cost } from './commands/runs/cost.ts';
import { explain } from './commands/runs/explain.ts';
import { redrive } from './commands/runs/redrive.ts';
import { start } from './commands/runs/start.ts';
import { status } from './commands/runs/status.ts';
import { unfinished } from './commands/runs/unfinished.ts';
import { watch } from './commands/runs/watch.ts';
import { accounts } from './commands/setup/accounts.ts';
import { doctor } from './commands/setup/doctor.ts';
import { secrets } from './commands/setup/secrets.ts';
import { types } from './commands/setup/types.ts';
import { EXIT, type Out } from './out.ts';
import type { CliPorts, Terminal } from './ports.ts';

export const commands: readonly CliCommand[] = [
  start,
  watch,
  status,
  explain,
  redrive,
  unfinished,
  coverage,
  changes,
  cost,
  cancel,
  verify,
  query,
  tabulate,
  types,
  secrets,
  accounts,
  doctor,
];

/** How a command reaches its ports: the deployed stack, or the local world. */
export type Connect = (options: GlobalOptions, run: (ports: CliPorts) => Promise<number>) => Promise<number>;

const GlobalOptions = z.looseObject({
  stack: z.string(),
  accountsFile: z.string().optional(),
  local: z.boolean().default(false),
  directory: z.string().optional(),
  json: z.boolean().default(false),
  /** Whether the command may begin a local world; the others only look at one. */
  begins: z.boolean().default(false),
});
export type GlobalOptions = z.infer<typeof GlobalOptions>;

/** Runs one command line and answers the exit code. Nothing is reached before the command line is known to be sound. */
export const runCommandLine = async (
  argv: readonly string[],
  out: Omit<Out, 'json'>,
  connect: Connect,
  terminal: Terminal,
): Promise<number> => {
  let code: number = EXIT.fine;
  const program = programOf(out, async (command, written, options) => {
    const global = GlobalOptions.parse(options);
    if (global.directory !== undefined && !global.local)
      throw new InvalidInputError('--directory: names a folder of the local world: write --local beside it');
    const said = { ...out, json: global.json };
    const offline = await command.offline?.(written, said, { ...terminal, accountsFile: global.accountsFile });
    code = offline ?? (await connect({ ...global, begins: command.name === start.name }, (ports) => command.run(ports, written, said)));
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return exitOf(error, out);
  }
};

type Act = (command: CliCommand, written: unknown, options: unknown) => Promise<void>;

const programOf = (out: Omit<Out, 'json'>, act: Act): Command => {
  const program = globalOptions(new Command('npm run import --'))
    .description('Imports Amazon selling-partner reports: start, watch, understand, repair.')
    .addHelpText('after', example);
  const output = { writeOut: (text: string) => out.print(text.trimEnd()), writeErr: (text: string) => out.note(text.trimEnd()) };
  const common = (command: Command, help: string): Command =>
    command
      .exitOverride()
      .configureOutput(output)
      .configureHelp({ helpWidth: 80, showGlobalOptions: false })
      .helpCommand(false)
      .showHelpAfterError(`See: npm run import -- ${help}`);
  common(program, '--help');
  for (const command of commands) {
    const declared = common(globalOptions(command.declare(new Command(command.name))), `${command.name} --help`);
    declared.action(async () =>
      act(command, { ...declared.opts(), ref: declared.processedArgs[0] }, { ...declared.opts(), ...chosen(program, declared) }),
    );
    program.addCommand(declared);
  }
  return program;
};

/** The options that every command has, before its name or after it. */
const globalOptions = (command: Command): Command =>
  command
    .option('--stack <name>', 'the deployed stack (or environment IMPORT_STACK)', process.env['IMPORT_STACK'] ?? defaultStackName)
    .option('--accounts-file <file>', 'the accounts file (default: the deployed one)')
    .option('--local', 'the local world of npm start, in .local/')
    .option('--directory <path>', 'with --local: where else npm start left it')
    .option('--json', 'JSON on stdout, progress on stderr');

/** What was written before the command's name counts where it was not written after it. */
const chosen = (program: Command, command: Command): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(program.opts()).filter(
      ([name]) => command.getOptionValueSource(name) !== 'cli' && program.getOptionValueSource(name) === 'cli',
    ),
  );

const exitOf = (error: unknown, out: Omit<Out, 'json'>): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  out.note(error instanceof Error ? error.message : String(error));
  if (error instanceof InvalidInputError) return EXIT.usage;
  return error instanceof StoreUnavailableError ? EXIT.unreachable : EXIT.failed;
};

const example = `
AWS profile, region and credentials are those of the AWS CLI (AWS_PROFILE,
AWS_REGION). Exit codes: 0 fine, 1 what was asked about failed, 2 written wrong,
3 AWS or the stack not reachable, 130 Ctrl-C (an import continues).

Examples:
  npm run import -- start acme-vendor-us
  npm run import -- explain
  npm run import -- <command> --help`;
