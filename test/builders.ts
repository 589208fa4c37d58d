import type { JobItem } from '../lambdas/core/record/jobs.ts';
import { JobItem as JobItemSchema } from '../lambdas/core/record/jobs.ts';
import type { JobMessage } from '../lambdas/core/record/messages.ts';
import { type Run, Run as RunSchema } from '../lambdas/core/record/runs.ts';
import { jobOf } from '../lambdas/core/record/transitions.ts';
import { defaultSettings, type Settings, Settings as SettingsSchema } from '../lambdas/core/settings.ts';

/** The builders supply everything that the title of a test does not mention. */

export const NOW = '2026-11-25T06:00:00Z';
export const nowMs = Date.parse(NOW);

export const settingsWith = (some: Partial<Settings>): Settings => SettingsSchema.parse({ ...defaultSettings, ...some });

export const aRun = (some: Partial<Run> = {}): Run =>
  RunSchema.parse({
    id: 'morning',
    account: 'acme-vendor-us',
    round: 0,
    startedAt: NOW,
    deadlineAt: '2026-11-25T12:00:00Z',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:import:morning',
    secretId: 'acme-vendor-us',
    jobCount: 1,
    settings: defaultSettings,
    ...some,
  });

export const aJobItem = (some: Partial<Record<keyof JobItem, unknown>> = {}): JobItem => {
  const run = aRun();
  return JobItemSchema.parse({
    account: run.account,
    key: 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-20',
    type: 'VendorTrafficReport',
    marketplace: 'US',
    options: { reportPeriod: 'DAY' },
    window: { start: '2026-11-20', end: '2026-11-20' },
    request: {
      reportType: 'GET_VENDOR_TRAFFIC_REPORT',
      marketplaceIds: ['ATVPDKIKX0DER'],
      dataStartTime: '2026-11-20T00:00:00Z',
      dataEndTime: '2026-11-20T00:00:00Z',
      reportOptions: { reportPeriod: 'DAY' },
    },
    purpose: 'newest',
    version: 0,
    resumeAt: 'request',
    openSince: NOW,
    claim: { executionArn: run.executionArn, runId: run.id },
    ...some,
  });
};

export const aMessage = (item: JobItem = aJobItem(), run: Run = aRun()): JobMessage => ({ run, job: jobOf(item), waitUntil: NOW });
