import { expect, test } from 'vitest';
import { EXIT } from '../../cli/out.ts';
import { type Connect, commands, runCommandLine } from '../../cli/program.ts';
import { StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { aDesk, anOut, threeReports } from './desk.ts';

/** A command line as a person types it, run at a desk. */
const typed = async (line: string, connect: Connect = (_, run) => run(aDesk({ accounts: threeReports }).ports)) => {
  const { out, output } = anOut();
  const code = await runCommandLine(line.split(' ').filter(Boolean), out, connect, aDesk().ports);
  return { code, ...output() };
};

const unreached: Connect = async () => {
  throw new Error('nothing may be reached');
};

test.for(['', ...commands.map(({ name }) => name)])('help of "%s" fits a terminal, shows an example, and makes no call', async (name) => {
  const { code, text } = await typed(`${name} --help`, unreached);
  const lines = text.trimEnd().split('\n');
  expect(code).toBe(EXIT.fine);
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toMatch(new RegExp(`Examples?:\n  npm run import -- ${name}`));
  expect(text).toContain('--json');
});

test('the example of each help is a valid command line', async () => {
  for (const { name } of commands) {
    const { text } = await typed(`${name} --help`, unreached);
    const examples =
      text
        .slice(text.search(/Examples?:/))
        .replaceAll('\\\n', ' ')
        .match(/(?<=npm run import -- ).*/g) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect((await typed(example.replace(/ +/g, ' '))).notes, example).not.toMatch(
        /unknown option|too many arguments|missing required|--help/,
      );
  }
});

test.for([
  ['explode', /unknown command.*See: npm run import -- --help/s],
  ['status --limit abc', /limit: "abc" must be a number\.\nSee: npm run import -- status --help/],
  ['status --limit 0', /limit: "0" is too small. Allowed: at least 1\./],
  ['start --max-runtime long', /maxRuntime: "long" must be a number\./],
  ['status --what', /unknown option '--what'\n+See: npm run import -- status --help/],
  ['redrive', /run: name one run, or write --failed for all that failed.*See: npm run import -- redrive --help/s],
  ['cancel --from yesterday', /from: "yesterday" is not a date. Allowed: a day such as "2026-11-20"/],
  ['status --account acme', /"acme" is not in the accounts file. It has: acme-vendor-us/],
  ['watch run-9', /There is no run "run-9"/],
  ['status --account acme-vendor-uk', /Did you mean "acme-vendor-us"/],
  ['status --directory mine', /--directory: .*write --local beside it/],
  ['coverage --types VendorSaleReport', /types: "VendorSaleReport" is not allowed.*Did you mean "VendorSalesReport"/],
  ['cancel --report-types VendorSaleReport', /Did you mean "VendorSalesReport"/],
  ['cancel --from 2026-11-02 --to 2026-11-01', /to: "2026-11-01" lies before "from"/],
  ['start acme --no-watch', /account: "acme" is not allowed. Allowed: acme-vendor-us/],
  ['start --to 2026-11-01 --no-watch', /needs "from" beside it/],
] as const)('"%s" is bad usage: exit 2, and it says why', async ([line, why]) => {
  const { code, notes } = await typed(line);
  expect(code).toBe(EXIT.usage);
  expect(notes).toMatch(why);
});

test('an unreachable service is exit 3, with the next step', async () => {
  const { code, notes } = await typed('status', async () => {
    throw new StoreUnavailableError('The stack was not found. Deploy it.');
  });
  expect(code).toBe(EXIT.unreachable);
  expect(notes).toBe('The stack was not found. Deploy it.\n');
});

test('an unexpected error is exit 1', async () => {
  expect((await typed('status', unreached)).code).toBe(EXIT.failed);
});

test.for([
  ['--stack other --local status', { stack: 'other', local: true }],
  ['status --stack other --accounts-file mine.json', { stack: 'other', accountsFile: 'mine.json', local: false }],
  ['--stack one status --stack two', { stack: 'two' }],
  ['status', { stack: 'report-import-prod', local: false, json: false }],
] as const)('"%s" chooses where to connect', async ([line, where]) => {
  let connected: unknown;
  await typed(line, async (options) => {
    connected = options;
    return EXIT.fine;
  });
  expect(connected).toMatchObject(where);
});

test.for(['--json status', 'status --json'])('"%s" prints JSON alone', async (line) => {
  const { text, notes } = await typed(line);
  expect(JSON.parse(text)).toMatchObject([{ account: 'acme-vendor-us' }]);
  expect(notes).toBe('');
});

test.for(['--types', '--report-types'])('%s takes our name of a type and Amazon’s', async (flag) => {
  for (const name of ['VendorSalesReport', 'GET_VENDOR_SALES_REPORT']) {
    expect(JSON.parse((await typed(`coverage ${flag} ${name} --json`)).text)).toEqual([{ account: 'acme-vendor-us', series: [] }]);
    const { text } = await typed(`start ${flag} ${name} --dry-run --json`);
    expect(JSON.parse(text)).toMatchObject({ jobs: [{ name: expect.stringContaining('VendorSalesReport') }] });
  }
});

test('a local start without watching is refused, since it would end immediately', async () => {
  const { ports } = aDesk({ accounts: threeReports });
  const local: Connect = (_, run) => run({ ...ports, place: { ...ports.place, isLocal: true } });
  expect(await typed('start --no-watch --local', local)).toMatchObject({ code: EXIT.usage, notes: expect.stringContaining('--no-watch') });
  expect((await typed('redrive run-1 --no-watch --local', local)).code).toBe(EXIT.usage);
});
