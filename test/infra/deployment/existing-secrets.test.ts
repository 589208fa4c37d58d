import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { existingSecrets, withExisting } from '../../../infra/deployment/existing-secrets.ts';

const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

/** The stack of the old layout holds `mine/old` itself; `mine/new` is of a nested stack; `mine/kept` is of a stack that was deleted. */
const secrets = ['mine/old', 'mine/new', 'mine/kept', 'gone/old'].map((Name) => ({ Name, ARN: arn(Name) }));
const resources: Record<string, string[]> = {
  mine: [`AWS::SecretsManager::Secret ${arn('mine/old')}`, 'AWS::CloudFormation::Stack nested'],
  nested: [`AWS::SecretsManager::Secret ${arn('mine/new')}`],
};

const listed = (lines: string[]): string =>
  `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>${lines
    .map((line) => line.split(' '))
    .map(([type, id]) => `<member><ResourceType>${type}</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId></member>`)
    .join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;

const gone =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id gone does not exist</Message></Error></ErrorResponse>';

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.headers['x-amz-target'] === 'secretsmanager.ListSecrets')
      return response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ SecretList: secrets }));
    const lines = resources[new URLSearchParams(body).get('StackName') ?? ''];
    response.writeHead(lines ? 200 : 400, { 'content-type': 'text/xml' });
    return response.end(lines ? listed(lines) : gone);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const variables = { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

test('secrets of an old layout or of a deleted stack exist; those of a nested stack, and those not yet created, are not listed', async () => {
  expect(await existingSecrets({ stack: 'mine', names: ['old', 'new', 'kept', 'none-yet'] })).toEqual(['old', 'kept']);
});

test('the secrets of a deleted stack are found too', async () => {
  expect(await existingSecrets({ stack: 'gone', names: ['old', 'none-yet'] })).toEqual(['old']);
});

test('the settings keep what they say, and name each secret once', () => {
  expect(withExisting({ alarmEmail: 'ops@example.com', existingSecrets: ['b'] }, ['a', 'b'])).toEqual({
    alarmEmail: 'ops@example.com',
    existingSecrets: ['a', 'b'],
  });
});
