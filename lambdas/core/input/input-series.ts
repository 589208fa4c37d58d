import { listOf } from '../record/asin-bundles.ts';
import { type JobItem, seriesOf } from '../record/jobs.ts';
import type { Account } from './accounts.ts';
import { type RunInput, reportsOf } from './run-input.ts';
import { type Series, seriesOfEntry } from './series.ts';

/** The series that the input of a run is about: of its own reports, or of the account's. @throws InvalidInputError */
export const inputSeries = (account: Account, input: RunInput): Series[] =>
  reportsOf(account, input).reports.flatMap((entry) => seriesOfEntry(account, entry));

/** Those of them that have a list of products: their bundles are read from the ledger before `seriesToPlan`. @throws InvalidInputError */
export const listsToPlan = (account: Account, input: RunInput): Series[] =>
  inputSeries(account, input).filter(({ list }) => list !== undefined);

/** Whether the series of a job is asked for by the accounts file, or by the reports of an input: this run's, or an earlier one's. */
export const isConfigured = (account: Account, { key, askedByPerson }: Pick<JobItem, 'key' | 'askedByPerson'>, input?: RunInput): boolean =>
  askedByPerson === true ||
  [...account.reports, ...(input?.reports ?? [])]
    .filter(({ enabled }) => enabled)
    .some((entry) => seriesOfEntry(account, entry).some((series) => isOf(seriesOf(key), series)));

/** With a list of products, the bundles are of the series; without, it is itself. */
const isOf = (one: string, { series, list }: Series): boolean =>
  list?.asins === undefined ? one === series : one !== series && listOf(one) === series;
