import { msOf } from '../../instant.ts';
import type { RunItem } from '../runs.ts';

/** `runs/account=<a>/date=<yyyy-mm-dd>/<runId>.json` */
export const summaryKeyOf = ({ account, startedAt, runId }: Pick<RunItem, 'account' | 'startedAt' | 'runId'>): string =>
  `runs/account=${account}/date=${new Date(msOf(startedAt)).toISOString().slice(0, 10)}/${runId}.json`;
