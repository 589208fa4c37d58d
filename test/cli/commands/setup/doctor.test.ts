import { expect, test } from 'vitest';
import { doctor } from '../../../../cli/commands/setup/doctor.ts';
import { EXIT } from '../../../../cli/out.ts';
import {
  AccessDeniedError,
  AuthorizationRevokedError,
  EndpointNotAllowedError,
  StoreUnavailableError,
} from '../../../../lambdas/core/errors.ts';
import { aDesk } from '../../desk.ts';

test('without problems every check succeeds, and no report is asked for', async () => {
  const { execute, world } = aDesk();
  const { code, text } = await execute(doctor);
  expect(code).toBe(EXIT.fine);
  expect(text.match(/^✓/gm)).toHaveLength(9);
  expect(text).toContain('All is well.');
  expect(world.amazon.calls.map(({ operation }) => operation)).toEqual(['token', 'getReports']);
  expect(world.ledgerState).toEqual({ jobs: {}, runs: {}, lines: {} });
});

test('refused credentials are reported with what to do, and the role is then not checked', async () => {
  const { execute } = aDesk();
  const sellingPartner = async () => {
    throw new AuthorizationRevokedError('Authorise the application again.');
  };
  const { code, text } = await execute(doctor, {}, { sellingPartner });
  expect(code).toBe(EXIT.failed);
  expect(text).toContain('✗ acme-vendor-us: credentials  Authorise the application again.');
  expect(text).not.toContain(': role');
  expect(text).toContain('1 of 8 need attention.');
});

test('an endpoint of another region is reported', async () => {
  const { execute } = aDesk();
  const sellingPartner = async (_: string, region?: string) => {
    throw new EndpointNotAllowedError(`It does not serve ${region}`);
  };
  expect((await execute(doctor, {}, { sellingPartner })).text).toMatch(/✗ acme-vendor-us: credentials +It does not serve NA/);
});

test('a missing role is reported with the report type of the check', async () => {
  const { execute, ports } = aDesk();
  const getReports = async () => {
    throw new AccessDeniedError('Amazon denied getReports');
  };
  const sellingPartner = async (id: string) => ({ ...(await ports.sellingPartner(id)), getReports });
  const { text } = await execute(doctor, {}, { sellingPartner });
  expect(text).toContain('✗ acme-vendor-us: role         Amazon denied getReports');
  expect(text).toContain('Asked about GET_VENDOR_TRAFFIC_REPORT.');
});

test.for([
  ['ledger table', 'ledger', 8],
  ['bucket', 'bucket', 8],
  // Whether the last run got as far as the ledger is also known to Step Functions only.
  ['state machine', 'workflow', 7],
] as const)('an unreachable %s is one line among the others', async ([line, port, fineCount]) => {
  const { execute, ports } = aDesk();
  const fail = async () => {
    throw new StoreUnavailableError('AccessDenied: grant the right');
  };
  const broken = {
    ledger: { ...ports.ledger, readRun: fail },
    bucket: { ...ports.bucket, head: fail },
    workflow: { ...ports.workflow, list: fail },
  };
  const { code, text } = await execute(doctor, {}, { [port]: broken[port] });
  expect(code).toBe(EXIT.failed);
  expect(text).toMatch(new RegExp(`^✗ ${line} +AccessDenied: grant the right$`, 'm'));
  expect(text.match(/^✓/gm)).toHaveLength(fineCount);
});

test('schedules that do not match the accounts file are reported', async () => {
  const { execute } = aDesk();
  const { text } = await execute(doctor, {}, { schedules: async () => [] });
  expect(text).toContain('The stack has 0 schedules for 1 account of the accounts file.');
  expect(text).toContain('npx cdk deploy -c accounts=<file>');
});

test('an unreadable accounts file is reported, and no account is checked', async () => {
  const { execute, world } = aDesk();
  const accounts = async () => {
    throw new Error('The accounts file cannot be used');
  };
  expect((await execute(doctor, {}, { accounts })).code).toBe(EXIT.failed);
  expect(world.amazon.calls).toHaveLength(0);
});

test('--json gives every check', async () => {
  const { json } = aDesk();
  expect((await json(doctor)).value).toContainEqual({ name: 'bucket', ok: true, verdict: 'reports can be read' });
});

test('an account with a newest run that failed before it asked for anything fails its check', async () => {
  const { execute, world } = aDesk();
  const input = { account: 'acme-vendor-us', from: '2027-01-01' };
  await world.engine.settled(world.engine.startExecution({ name: 'by-hand', input }));
  const { code, text } = await execute(doctor);
  expect(code).toBe(EXIT.failed);
  expect(text).toMatch(/✗ acme-vendor-us: last run +by-hand failed before it asked for anything: .*\n.*lies in the future/s);
});
