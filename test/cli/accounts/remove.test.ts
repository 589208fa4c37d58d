import { expect, test } from 'vitest';
import { accounts } from '../../../cli/commands/setup/accounts.ts';
import { EXIT } from '../../../cli/out.ts';
import { aDesk, threeReports } from '../desk.ts';

const [vendor] = threeReports.accounts;

const aFile = (enabled: boolean) => ({ accounts: [{ ...vendor, name: 'acme-uk', enabled }, vendor] });

const aDeskWith = (enabled: boolean, amazon = {}) => {
  const desk = aDesk({ accounts: aFile(enabled), amazon });
  desk.files.set('accounts.json', JSON.stringify(aFile(enabled), undefined, 2));
  const names = (): string[] => JSON.parse(desk.files.get('accounts.json') ?? '').accounts.map((one: { name: string }) => one.name);
  return { ...desk, names, remove: (more: Record<string, unknown>) => desk.execute(accounts, { ref: ['remove', 'acme-uk'], ...more }) };
};

test('the first step of a removal disables the account, and says what to deploy', async () => {
  const { remove, files, names } = aDeskWith(true);
  expect((await remove({ dryRun: true })).text).toContain('Next:\n  Set "enabled": false in its entry and deploy');
  expect(names()).toEqual(['acme-uk', 'acme-vendor-us']);

  const { code, text } = await remove({ yes: true });
  expect(code).toBe(EXIT.fine);
  expect(text).toContain('acme-uk rests in accounts.json. Deploy,');
  expect(JSON.parse(files.get('accounts.json') ?? '').accounts[0].enabled).toBe(false);
});

test('a disabled account with nothing open is removed from the file, and the printed commands copy what stays', async () => {
  const { remove, names } = aDeskWith(false);
  const { text, notes } = await remove({ yes: true });
  expect(names()).toEqual(['acme-vendor-us']);
  expect(text).toMatch(/Deploy: npx cdk deploy.*removes its schedule and its alarm.*so does its secret/s);
  expect(notes).toContain('aws s3 sync s3://reports/reports/account=acme-uk/ acme-uk/reports/account=acme-uk/');
  expect(notes).toContain(`--expression-attribute-values '{":a":{"S":"acme-uk"}}'`);
});

test('open reports are finished by a run before the entry is removed', async () => {
  const { remove, world, names } = aDeskWith(false, { plans: { GET_VENDOR_SALES_REPORT: { queueSeconds: 1800 } } });
  await world.run({ account: 'acme-uk', maxRuntimeMinutes: 10 });
  expect((await remove({ dryRun: true })).text).toContain('acme-uk: its schedule rests; 1 report open, 0 of them in a run now.');

  const { code, notes } = await remove({ yes: true });
  expect(notes).toContain('Started acme-uk-');
  expect(code).toBe(EXIT.fine);
  expect(names()).toEqual(['acme-vendor-us']);
});

test('an entry with reports that cannot be finished is not removed', async () => {
  const { remove, world, names } = aDeskWith(false, { plans: { GET_VENDOR_SALES_REPORT: { end: 'IN_PROGRESS' } } });
  await world.run({ account: 'acme-uk', maxRuntimeMinutes: 10 });
  const { code, text } = await remove({ yes: true });
  expect(code).toBe(EXIT.failed);
  expect(text).toContain('1 report still open. Next:');
  expect(names()).toEqual(['acme-uk', 'acme-vendor-us']);
});

test('the sample is not written to unless it is named, and no account is removed without a yes', async () => {
  const { execute, ports, remove } = aDeskWith(false);
  await expect(remove({})).rejects.toThrow(/write --yes/);
  const place = { ...ports.place, accountsFile: 'infra/accounts.json' };
  await expect(execute(accounts, { ref: ['remove', 'acme-uk'], yes: true }, { place })).rejects.toThrow(/the sample, .* is not written to/);
  await expect(execute(accounts, { ref: ['remove'] })).rejects.toThrow(/write accounts remove NAME/);
});
