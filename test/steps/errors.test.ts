import { once } from 'node:events';
import { expect, test } from 'vitest';
import { oneCallEach } from '../../lambdas/adapters/connections.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import { check } from '../../lambdas/check.ts';
import * as errors from '../../lambdas/core/errors.ts';
import { parseAccountSecret } from '../../lambdas/core/input/credentials.ts';
import { checkEndpoint } from '../../lambdas/core/input/endpoints.ts';
import { CheckInput, DownloadInput } from '../../lambdas/core/record/messages.ts';
import { tabulate } from '../../lambdas/core/tables/tabulate.ts';
import { tabulateDeadline } from '../../lambdas/core/tables/tabulate-deadline.ts';
import { download } from '../../lambdas/download.ts';
import { plan } from '../../lambdas/plan.ts';
import { request } from '../../lambdas/request.ts';
import { settle } from '../../lambdas/settle.ts';
import { tabulate as tabulateStep } from '../../lambdas/tabulate.ts';
import { aRun, NOW } from '../builders.ts';
import { aTabulation } from '../core/tables/a-tabulation.ts';
import { revoke, sampleVendor } from '../harness/selling-partner/an-amazon.ts';
import { aStage, invocation, type Stage } from './a-step.ts';

/** Every error that the workflow may match is thrown by a step: a name that is built and never thrown would be a dead catch. */

const asked = { reportId: 'R1', reportDocumentId: 'R1-document', resumeAt: 'download', attempts: 1 };
const planOf = ({ world }: Stage, input: object = { account: 'acme-vendor-us' }) =>
  plan(world.ports)({ input, execution: { Id: 'arn:x', Name: 'x' } }, invocation);

/** A secret with this text, behind the adapter that the product has. */
const withSecret = ({ world }: Stage, text: string): void => {
  const secrets = async (secretId: string) => {
    const { application, ...account } = parseAccountSecret(secretId, text);
    checkEndpoint(account.endpointUri, { allowedHosts: [] });
    return { ...(typeof application === 'string' ? { clientId: '', clientSecret: '' } : application), ...account };
  };
  world.ports.sellingPartner = sellingPartnerOf({ secrets, login: async () => '', allowedHosts: [], dispatcher: oneCallEach() });
};

const elsewhere = ({ operation }: { operation: string }) =>
  operation === 'getReport' ? ({ kind: 'status', status: 302 } as const) : 'pass';

const failing: Record<keyof typeof errors, () => Promise<unknown>> = {
  InvalidInputError: async () => planOf(await aStage(), { account: 'nobody' }),
  InvalidSecretError: async () => {
    const stage = await aStage();
    withSecret(stage, '{"clientId":"only"}');
    return planOf(stage);
  },
  EndpointNotAllowedError: async () => {
    const stage = await aStage();
    withSecret(stage, '{"clientId":"c","clientSecret":"s","refreshToken":"r","endpointUri":"https://example.com"}');
    return planOf(stage);
  },
  AuthorizationRevokedError: async () => {
    const stage = await aStage();
    revoke(stage.world.amazon, sampleVendor.refreshToken);
    return planOf(stage);
  },
  ClientCredentialsRefusedError: async () => planOf(await aStage({}, { amazon: { applications: [] } })),
  AccessDeniedError: async () => {
    const refusal = { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' };
    const { world, message } = await aStage({}, { amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { refusal } } } });
    return request(world.ports)(message, invocation);
  },
  RequestRefusedError: async () => {
    const refusal = { status: 400, code: 'InvalidInput', message: 'Invalid Report Type' };
    const { world, message } = await aStage({}, { amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { refusal } } } });
    return request(world.ports)(message, invocation);
  },
  UnexpectedAnswerError: async () => {
    const { world, message } = await aStage({ ...asked, resumeAt: 'check' }, { intercept: elsewhere });
    return check(world.ports)(CheckInput.parse(message), invocation);
  },
  SellingPartnerUnavailableError: async () => {
    const { world, message } = await aStage({ ...asked, resumeAt: 'check' }, { intercept: () => ({ kind: 'reset' }) });
    return check(world.ports)(CheckInput.parse(message), invocation);
  },
  StoreUnavailableError: async () => {
    let isDown = false;
    const { world, message } = await aStage(
      {},
      { before: async () => (isDown ? Promise.reject(new Error('InternalServerError')) : undefined) },
    );
    isDown = true;
    return request(world.ports)(message, invocation);
  },
  StoreAccessDeniedError: async () => {
    const before = async (operation: string) =>
      operation === 'upload' ? Promise.reject(new errors.StoreAccessDeniedError('no')) : undefined;
    const { world, message } = await aStage(asked, { before, amazon: { reports: { R1: {} } } });
    return download(world.ports)(DownloadInput.parse(message), invocation);
  },
  LedgerConflictError: async () => {
    const { world, message, item } = await aStage({}, { intercept: () => 'pass' });
    const sellingPartner = world.ports.sellingPartner;
    world.ports.sellingPartner = async (...of) => {
      await world.ports.ledger.writeJob(await item());
      return sellingPartner(...of);
    };
    return request(world.ports)(message, invocation);
  },
  DamagedDocumentError: async () => {
    const reports = { R1: { document: { damage: { kind: 'cut', atByte: 1 } } } } as const;
    const { world, message } = await aStage({ ...asked, damagedCount: 2, renewedCount: 2 }, { amazon: { reports } });
    return download(world.ports)(DownloadInput.parse(message), invocation);
  },
  RowsNotReadableError: async () => tabulate(aTabulation('{}')),
  TablesOutOfTimeError: async () => {
    const { signal } = tabulateDeadline(0);
    await once(signal, 'abort');
    return tabulate({ ...aTabulation('{}'), signal });
  },
  StoredDocumentLostError: async () => {
    const { world, message } = await aStage({ ...asked, resumeAt: 'tabulate' });
    return tabulateStep(world.ports)(message, invocation);
  },
  ReportsFailedError: async () => {
    const { world } = await aStage({ outcome: { kind: 'failed', at: NOW, runId: 'morning', round: 0 } });
    const { id: runId, account, executionArn, startedAt, deadlineAt } = aRun();
    const key = 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-20';
    await world.ports.ledger.writeRun({ account, runId, version: 0, executionArn, startedAt, deadlineAt, jobKeys: [key], verdicts: {} });
    return settle(world.ports)({ run: aRun(), execution: { Id: executionArn } }, invocation);
  },
};

test.for(Object.entries(failing))('%s is thrown by a step', async ([name, step]) => {
  await expect(step()).rejects.toThrow(expect.objectContaining({ name }));
});
