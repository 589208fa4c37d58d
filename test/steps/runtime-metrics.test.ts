import type { Context } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Step } from '../../lambdas/core/ports.ts';
import { task } from '../../lambdas/runtime.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('metrics are written for each account, and for all accounts together, which alarms and totals read', async () => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'test');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const counts: Step<unknown, void, never> =
    ({ metrics }) =>
    async () => {
      metrics.add('UnknownFields', 1, 'acme-us');
      metrics.add('UnknownFields', 2, 'acme-de');
    };
  const handler = task<z.ZodUnknown, void, never>(z.unknown(), counts, {});

  await handler({}, {} as Context);

  const documents = written.mock.calls
    .map(([line]) => String(line))
    .filter((line) => line.includes('_aws'))
    .map((line) => JSON.parse(line));
  expect(documents.map(({ _aws, ...values }) => [_aws.CloudWatchMetrics[0].Dimensions, values])).toEqual([
    [[['account']], { account: 'acme-us', UnknownFields: 1 }],
    [[['account']], { account: 'acme-de', UnknownFields: 2 }],
    [[['accounts']], { accounts: 'all', UnknownFields: [1, 2] }],
  ]);
});
