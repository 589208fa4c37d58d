import { expect, test } from 'vitest';
import { OWN_FILE } from '../../../cli/accounts/accounts-file.ts';
import { accounts } from '../../../cli/commands/setup/accounts.ts';
import { EXIT } from '../../../cli/out.ts';
import { parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import { aDesk, anOut } from '../desk.ts';

/** What a person types, beside the answers they give when they are asked; without answers there is no terminal. */
const add = async (written: Record<string, unknown>, { answers, file }: { answers?: string[]; file?: string } = {}) => {
  const { ports, files } = aDesk();
  if (file !== undefined) files.set(OWN_FILE, file);
  const left = [...(answers ?? [])];
  const { out, output } = anOut();
  const here = { ...ports, ask: async () => (answers === undefined ? undefined : (left.shift() ?? '')), accountsFile: undefined };
  const code = await accounts.offline?.({ ref: ['add'], ...written }, out, here);
  return { code, ...output(), file: files.get(OWN_FILE), left };
};

const flags = { ref: ['add', 'acme-us'], kind: 'vendor', marketplaces: 'us', yes: true };

test('flags alone make a valid first entry with the usual reports in one’s own file, and print the next steps', async () => {
  const { code, text, file = '' } = await add(flags);
  expect(code).toBe(EXIT.fine);
  expect(parseAccounts(JSON.parse(file)).accounts).toMatchObject([
    { name: 'acme-us', marketplaces: ['US'], timeZone: 'America/Los_Angeles', schedule: 'cron(0 6 * * ? *)' },
  ]);
  expect(file).toContain('        { "type": "VendorTrafficReport", "options": { "reportPeriod": "DAY" } },\n');
  expect(text).toMatch(/npx cdk deploy\n.*secrets put acme-us\n.*accounts check --account acme-us\n.*accounts discover acme-us/);
});

test('existing entries are kept unchanged', async () => {
  const before =
    '{ "accounts": [\n   { "name":"old", "kind":"seller","marketplaces":["DE"], "timeZone":"UTC","schedule":"cron(0 6 * * ? *)",\n "reports": [{"type":"CouponPerformanceReport"}] }\n ] }\n';
  const { file = '' } = await add({ ...flags, types: 'GET_VENDOR_SALES_REPORT' }, { file: before });
  expect(file.startsWith(before.slice(0, before.lastIndexOf('\n ] }')))).toBe(true);
  expect(parseAccounts(JSON.parse(file)).accounts.map(({ name }) => name)).toEqual(['old', 'acme-us']);
});

test('a wrong answer to a question is refused with a suggestion, and asked again', async () => {
  const answers = ['acme-uk', 'vendr', 'seller', 'gb', 'uk,de', '', '06:30', 'SalesAndTraficReport', 'SalesAndTrafficReport', 'y'];
  const { notes, file = '', left } = await add({}, { answers });
  expect(notes).toContain('Did you mean "vendor"?');
  expect(notes).toContain('--marketplaces: "GB" is not allowed');
  expect(notes).toContain('Did you mean "UK"?');
  expect(notes).toContain('Did you mean "SalesAndTrafficReport"?');
  expect(left).toEqual([]);
  expect(JSON.parse(file).accounts).toEqual([
    {
      ...{ name: 'acme-uk', kind: 'seller', marketplaces: ['UK', 'DE'], timeZone: 'Europe/London', schedule: 'cron(30 6 * * ? *)' },
      reports: [{ type: 'SalesAndTrafficReport', options: { dateGranularity: 'DAY', asinGranularity: 'CHILD' } }],
    },
  ]);
});

test.for([
  ['a script that lacks flags', { yes: true }, /missing are NAME, --kind, --marketplaces/],
  ['no terminal and no flags', { ref: ['add', 'acme-us'] }, /missing are --kind, --marketplaces \(or run it at a terminal/],
  ['no terminal to confirm at', { ...flags, yes: false }, /write --yes/],
  ['a type for the other kind', { ...flags, types: 'SalesAndTrafficReport' }, /"SalesAndTrafficReport" is not allowed/],
  ['a type that needs products', { ...flags, kind: 'seller', types: 'SearchQueryPerformanceReport' }, /asked for by product/],
  ['two marketplaces of a vendor', { ...flags, marketplaces: 'US,CA' }, /a vendor account has exactly one/],
  ['an invalid schedule', { ...flags, schedule: '25:00' }, /--schedule: .*an hour above 23/],
  ['a flag of add with another action', { ref: ['list'], kind: 'vendor' }, /kind: .*goes with add/],
] as const)('%s is bad usage, and nothing is written', async ([, written, why]) => {
  await expect(add(written)).rejects.toThrow(why);
});

test('a name can be used only once, and a dry run or a no writes nothing', async () => {
  const { file = '' } = await add(flags);
  await expect(add(flags, { file })).rejects.toThrow(/has an account "acme-us" already/);
  expect((await add({ ...flags, dryRun: true })).file).toBeUndefined();
  expect(await add({ ...flags, yes: false }, { answers: ['n'] })).toMatchObject({ text: expect.stringContaining('Nothing was written.') });
});

test('an invalid file is not changed', async () => {
  await expect(add(flags, { file: '{ "accounts": [{ "name": "x" }] }' })).rejects.toThrow(/accounts\[0\] "x"/);
});
