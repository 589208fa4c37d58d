import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deployedPorts } from '../../../cli/deployed/deployed.ts';
import { StoreUnavailableError } from '../../../lambdas/core/errors.ts';

/** What deployedPorts sets for the runtime; each test starts without it. */
const VARIABLES = ['STATE_MACHINE_ARN', 'BUCKET_NAME', 'LEDGER_TABLE', 'KEY_PREFIX', 'SECRET_PREFIX', 'SETTINGS', 'ACCOUNTS_FILE'];
const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:import';

const closing: (() => void)[] = [];
beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

/** CloudFormation at its wire: the query protocol answers in XML. */
const cloudFormation = async (answer: (action: string, stack: string) => { status: number; body: string }) => {
  const server = createServer((request, response) => {
    let form = '';
    request.on('data', (chunk) => {
      form += chunk;
    });
    request.on('end', () => {
      const { status, body } = answer(new URLSearchParams(form).get('Action') ?? '', new URLSearchParams(form).get('StackName') ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const address = server.address();
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`);
  for (const [name, value] of Object.entries({ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }))
    vi.stubEnv(name, value);
};

const stackWith = (outputs: Record<string, string>): string => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>mine</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime>
<Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

/** A stack's resources, as `type physical-id`. */
const resources = (...listed: string[]): string => {
  const members = listed.map((one, index) => {
    const [type, id] = one.split(' ');
    return `<member><LogicalResourceId>L${index}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId><ResourceType>${type}</ResourceType>
<ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-11-01T00:00:00Z</LastUpdatedTimestamp></member>`;
  });
  return `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>
${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
};

const resourcesOf: Record<string, string> = {
  mine: resources(
    'AWS::S3::Bucket b',
    'AWS::CloudFormation::Stack nested-1',
    'AWS::CloudFormation::Stack nested-2',
    'AWS::Scheduler::ScheduleGroup g',
  ),
  'nested-1': resources('AWS::Scheduler::Schedule p1', 'AWS::SecretsManager::Secret s1'),
  'nested-2': resources('AWS::Scheduler::Schedule p2'),
};

const whole = {
  StateMachineArn: ARN,
  BucketName: 'b',
  LedgerTable: 't',
  KeyPrefix: 'amazon/',
  AccountsFile: 'my-accounts.json',
  Settings: '{&quot;maxRuntimeMinutes&quot;:90}',
};
const where = { stack: 'mine', isLocal: false };

test('the stack’s outputs say where everything is', async () => {
  await cloudFormation((action, stack) => ({
    status: 200,
    body: action === 'DescribeStacks' ? stackWith(whole) : (resourcesOf[stack] ?? ''),
  }));

  const ports = await deployedPorts(where);

  expect(ports.place).toEqual({
    stack: 'mine',
    isLocal: false,
    stateMachineArn: ARN,
    bucketName: 'b',
    keyPrefix: 'amazon/',
    ledgerTable: 't',
    accountsFile: 'my-accounts.json',
  });
  expect(ports.settings().maxRuntimeMinutes).toBe(90);
  expect(process.env['KEY_PREFIX']).toBe('amazon/');
  expect(await ports.schedules()).toEqual(['p1', 'p2']);
});

test('an accounts file that is named wins over the deployed one', async () => {
  await cloudFormation(() => ({ status: 200, body: stackWith(whole) }));
  expect((await deployedPorts({ ...where, accountsFile: 'other.json' })).place.accountsFile).toBe('other.json');
});

test.for([
  ['in code', {}, 'accounts that stand in code. Name a file with these accounts: --accounts-file'],
  ['in a file elsewhere', { AccountsFile: 'theirs.json' }, 'the accounts file theirs.json, which is not here. Name a file'],
] as const)('a stack of another app, with its accounts %s, is not mistaken for one with the sample’s', async ([, file, words]) => {
  const { AccountsFile: _, ...others } = whole;
  await cloudFormation(() => ({ status: 200, body: stackWith({ ...others, ...file }) }));

  const { accounts } = await deployedPorts(where);

  await expect(accounts()).rejects.toThrow(words);
});

test('with the environment variables, no stack is read', async () => {
  vi.stubEnv('STATE_MACHINE_ARN', ARN);
  vi.stubEnv('BUCKET_NAME', 'reports');
  vi.stubEnv('LEDGER_TABLE', 'ledger');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const ports = await deployedPorts({ stack: 'none', isLocal: true, directory: 'mine' });
  expect(ports.place).toMatchObject({
    stateMachineArn: ARN,
    bucketName: 'reports',
    isLocal: true,
    directory: 'mine',
    accountsFile: 'infra/accounts.json',
  });
  expect(await ports.schedules()).toBeUndefined();
});

test.for([
  ['ValidationError', 'Stack with id mine does not exist', 'Deploy it (npx cdk deploy), or name yours with --stack'],
  ['ExpiredToken', 'The security token included in the request is expired', 'Sign in (aws sso login)'],
  ['AccessDenied', 'User: x is not authorized to perform: cloudformation:DescribeStacks', 'cloudformation:DescribeStacks'],
] as const)('%s becomes a message with the next step', async ([code, message, next]) => {
  await cloudFormation(() => ({
    status: 400,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  }));
  const refused = await deployedPorts(where).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreUnavailableError);
  expect(String(refused)).toContain(message);
  expect(String(refused)).toContain(next);
});

test('a stack that is not an importer is refused as such', async () => {
  await cloudFormation(() => ({ status: 200, body: stackWith({ Other: 'x' }) }));
  await expect(deployedPorts(where)).rejects.toThrow(/is not an importer, or an old one/);
});
