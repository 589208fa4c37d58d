import { Writable } from 'node:stream';
import type { CliCommand } from '../../cli/command.ts';
import type { Workflow } from '../../cli/deployed/workflow.ts';
import type { Out } from '../../cli/out.ts';
import type { CliPorts } from '../../cli/ports.ts';
import { localTables } from '../../cli/query/duckdb.ts';
import { causeText } from '../../lambdas/core/failure/thrown.ts';
import { secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { instantOf } from '../../lambdas/core/instant.ts';
import { defaultStackName } from '../../lambdas/core/stack-outputs.ts';
import { aWorld, type World, type WorldOptions } from '../harness/a-world.ts';

/** The state machine's port over the engine. */
const workflowOn = ({ engine }: World): Workflow => ({
  start: async (name, input) => engine.startExecution({ name, input }),
  describe: async (arn) => {
    const execution = engine.execution(arn);
    if (execution === undefined) return undefined;
    const { status, redriveCount, input, error, cause } = execution;
    return { arn, status, redriveCount, input: JSON.stringify(input), ...(error && { error }), ...(cause && { cause: causeText(cause) }) };
  },
  redrive: async (arn) => {
    try {
      engine.redrive(arn);
      return undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionNotRedrivable') return error.message;
      throw error;
    }
  },
  list: async (count, only) =>
    engine
      .executions()
      .filter(({ parent, status }) => parent === undefined && (only ?? status) === status)
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .slice(0, count)
      .map(({ arn, name, status, startedAtMs }) => ({ arn, name, status, startedAt: instantOf(startedAtMs) })),
});

export type Output = { code: number; text: string; notes: string };

/** An operator with a world in virtual time: commands run as they do on AWS, and their output is kept. */
export const aDesk = (options: WorldOptions = {}) => {
  const world = aWorld(options);
  const files = new Map<string, string>();
  const secrets = new Map(
    world.accounts.accounts.map((account) => [secretNameOf(account), { value: '', changedAt: '2026-08-01T00:00:00Z' }]),
  );
  const ports: CliPorts = {
    ...world.ports,
    workflow: workflowOn(world),
    secrets: {
      list: async () => new Map([...secrets].map(([name, { changedAt }]) => [name, { hasValue: true, changedAt }])),
      put: async (name, value) => void secrets.set(name, { value, changedAt: instantOf(world.clock.now()) }),
    },
    tables: localTables('no-such-folder'),
    versions: { list: async () => [], read: async () => new Uint8Array() },
    place: {
      stack: defaultStackName,
      isLocal: false,
      stateMachineArn: world.engine.stateMachineArn,
      bucketName: 'reports',
      ledgerTable: 'ledger',
      accountsFile: 'accounts.json',
    },
    schedules: async () => world.accounts.accounts.map(({ name }) => name),
    ask: async () => undefined,
    readInput: async () => '',
    connectWith: () => world.ports.sellingPartner,
    writeFile: async (path, text) => {
      files.set(path, text);
    },
    replaceFile: async (path, change) => void files.set(path, change(files.get(path))),
    readFile: async (path) => {
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
      return text;
    },
    readBeside: () => (name) => files.get(name) ?? '',
    sleep: (ms) => world.clock.sleep(ms),
  };
  const execute = async (
    command: CliCommand,
    written: Record<string, unknown> = {},
    some: Partial<CliPorts> & { interrupted?: AbortSignal } = {},
  ): Promise<Output> => {
    const { interrupted = new AbortController().signal, ...others } = some;
    const { out, output } = anOut({ interrupted });
    const code = await command.run({ ...ports, ...others }, written, out);
    return { code, ...output() };
  };
  const json = async (command: CliCommand, written: Record<string, unknown> = {}): Promise<{ code: number; value: unknown }> => {
    const { out, output } = anOut({ json: true });
    const code = await command.run(ports, written, out);
    return { code, value: JSON.parse(output().text) };
  };
  return { world, ports, files, secrets, execute, json };
};

/** Streams that keep what was written. */
export const anOut = (some: Partial<Out> = {}) => {
  const printed: string[] = [];
  const noted: string[] = [];
  const stderr = new Writable({
    write: (chunk, _encoding, done) => {
      noted.push(String(chunk));
      done();
    },
  });
  const out: Out = {
    print: (text) => printed.push(`${text}\n`),
    note: (text) => noted.push(`${text}\n`),
    stderr,
    json: false,
    width: 100,
    colour: false,
    isTTY: false,
    interrupted: new AbortController().signal,
    ...some,
  };
  return { out, output: () => ({ text: printed.join(''), notes: noted.join('') }) };
};

/** One vendor with three daily reports. */
export const threeReports = {
  accounts: [
    {
      name: 'acme-vendor-us',
      kind: 'vendor',
      marketplaces: ['US'],
      timeZone: 'America/New_York',
      schedule: 'cron(0 6 * * ? *)',
      reports: [
        { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
        { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
        { type: 'VendorSalesReport', options: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' } },
      ],
    },
  ],
};
