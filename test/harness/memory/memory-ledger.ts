import { LedgerConflictError, StoreUnavailableError } from '../../../lambdas/core/errors.ts';
import { AsinBundles } from '../../../lambdas/core/record/asin-bundles.ts';
import { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { Ledger, Line, LineKey } from '../../../lambdas/core/record/ledger/ledger.ts';
import { emptyLimitLine, LimitLine } from '../../../lambdas/core/record/ledger/limit-line.ts';
import { RunItem } from '../../../lambdas/core/record/runs.ts';
import { actingWith, type Before } from './before.ts';

/** The whole of a ledger, as JSON: account → key → item, and secret → operation → line. */
export type MemoryLedgerState = {
  jobs: Record<string, Record<string, JobItem>>;
  runs: Record<string, Record<string, RunItem>>;
  lines: Record<string, Record<string, Partial<Line>>>;
  /** Lines of types' own limits: owner → Amazon's name of the type → line. */
  limits?: Record<string, Record<string, LimitLine>>;
  bundles?: Record<string, Record<string, AsinBundles>>;
};

export const emptyLedger = (): MemoryLedgerState => ({ jobs: {}, runs: {}, lines: {} });

/** The ledger's twin in memory: passes the same contract suite as the one over DynamoDB. Nothing of `state` is returned or kept by reference. */
export const memoryLedger = ({ state = emptyLedger(), before }: { state?: MemoryLedgerState; before?: Before } = {}): Ledger => {
  const act = actingWith(before);
  const jobsWhere = (account: string, isWanted: (item: JobItem) => boolean) =>
    Object.values(state.jobs[account] ?? {})
      .filter(isWanted)
      .map((item) => JobItem.parse(item));
  return {
    readJob: (account, key) => act('readJob', [account, key], () => parsed(JobItem, state.jobs[account]?.[key])),
    readJobs: (account, keys) =>
      act('readJobs', [account, keys], () => [...new Set(keys)].flatMap((key) => parsed(JobItem, state.jobs[account]?.[key]) ?? [])),
    jobsWithPrefix: (account, prefix) =>
      act('jobsWithPrefix', [account, prefix], () => jobsWhere(account, ({ key }) => key.startsWith(prefix))),
    jobsBetween: (account, first, last) =>
      act('jobsBetween', [account, first, last], () =>
        jobsWhere(account, ({ key }) => inOrder(key, first) >= 0 && inOrder(key, last) <= 0),
      ),
    openJobs: (account) => act('openJobs', [account], () => jobsWhere(account, ({ openSince }) => openSince !== undefined)),
    writeJob: (item) => act('writeJob', [item], () => written(under(state.jobs, item.account), item.key, item)),
    readRun: (account, runId) => act('readRun', [account, runId], () => parsed(RunItem, state.runs[account]?.[runId])),
    latestRuns: (account, limit) =>
      act('latestRuns', [account, limit], () =>
        Object.values(state.runs[account] ?? {})
          .sort((a, b) => inOrder(b.startedAt, a.startedAt))
          .slice(0, limit)
          .map((item) => RunItem.parse(item)),
      ),
    readBundles: (account, list) => act('readBundles', [account, list], () => parsed(AsinBundles, state.bundles?.[account]?.[list])),
    writeBundles: (item) =>
      act('writeBundles', [item], () => {
        state.bundles ??= {};
        return written(under(state.bundles, item.account), item.list, item);
      }),
    writeRun: (item) => act('writeRun', [item], () => written(under(state.runs, item.account), item.runId, item)),
    ...memoryLines(state, act),
    readLimitLine: (key) =>
      act('readLimitLine', [key], () => parsed(LimitLine, state.limits?.[key.owner]?.[key.apiType]) ?? emptyLimitLine),
    writeLimitLine: (key, line) =>
      act('writeLimitLine', [key, line], () => {
        state.limits ??= {};
        return written(under(state.limits, key.owner), key.apiType, line);
      }),
  };
};

const memoryLines = (
  state: MemoryLedgerState,
  act: ReturnType<typeof actingWith>,
): Pick<Ledger, 'readLine' | 'advanceLine' | 'restartLine' | 'holdLine' | 'setPace'> => {
  const lineAt = ({ secretId, operation }: LineKey): Partial<Line> => {
    const lines = under(state.lines, secretId);
    lines[operation] ??= {};
    return lines[operation];
  };
  return {
    readLine: (line) =>
      act('readLine', [line], () => {
        const { nextAtMs, ...pace } = state.lines[line.secretId]?.[line.operation] ?? {};
        return nextAtMs === undefined ? undefined : { nextAtMs, ...pace };
      }),
    advanceLine: (line, by) =>
      act('advanceLine', [line, by], () => {
        const at = lineAt(line);
        if (at.nextAtMs === undefined || at.nextAtMs <= by.aboveMs || at.nextAtMs > by.upToMs) return undefined;
        at.nextAtMs += by.byMs;
        return at.nextAtMs;
      }),
    restartLine: (line, to) =>
      act('restartLine', [line, to], () => {
        const at = lineAt(line);
        if (at.nextAtMs !== undefined && at.nextAtMs > to.atMostMs) return false;
        at.nextAtMs = to.nextAtMs;
        return true;
      }),
    holdLine: (line, untilMs) =>
      act('holdLine', [line, untilMs], () => {
        const at = lineAt(line);
        if (at.nextAtMs === undefined || at.nextAtMs < untilMs) at.nextAtMs = untilMs;
      }),
    setPace: (line, pace) =>
      act('setPace', [line, pace], () => {
        const at = lineAt(line);
        if (at.intervalMs !== pace.ifIntervalMs) return;
        at.nextAtMs ??= 0;
        if (pace.publishedIntervalMs !== undefined) at.publishedIntervalMs = pace.publishedIntervalMs;
        if (pace.intervalMs === undefined) delete at.intervalMs;
        else at.intervalMs = pace.intervalMs;
      }),
  };
};

const under = <T>(parts: Record<string, Record<string, T>>, name: string): Record<string, T> => {
  parts[name] ??= {};
  return parts[name];
};

/** As DynamoDB orders strings: by code points, no locale. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

type Versioned = { version: number };

/** DynamoDB's limit, near enough: it counts names and values in bytes. */
const LARGEST_ITEM = 400 * 1024;

const written = <T extends Versioned>(items: Record<string, T>, key: string, item: T): T => {
  if ((items[key]?.version ?? 0) !== item.version) {
    throw new LedgerConflictError(`${key} was written by someone else since version ${item.version} was read`);
  }
  const next = { ...item, version: item.version + 1 };
  // Through JSON, as the table drops what is undefined.
  const text = JSON.stringify(next);
  if (text.length > LARGEST_ITEM) throw new StoreUnavailableError('Item size has exceeded the maximum allowed size');
  items[key] = JSON.parse(text);
  return next;
};

const parsed = <T>(schema: { parse: (item: unknown) => T }, item: unknown): T | undefined =>
  item === undefined ? undefined : schema.parse(item);
