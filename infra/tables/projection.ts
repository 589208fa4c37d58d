import { DateIntervalUnit, type PartitionProjection, PartitionProjectionConfiguration } from 'aws-cdk-lib/aws-glue';
import type { ReportTypeName } from '../../lambdas/core/catalogue/report-types.ts';
import { mustNameAccount, type partitionColumns, reportPeriodsOf } from '../../lambdas/core/catalogue/table-columns.ts';

/** Older than anything Amazon still gives: it keeps four years of days and three of years. */
const firstMonth = '2020-01';

/** One month ahead: NOW is UTC's, and a marketplace's day may be in the next month already. */
const lastMonth = 'NOW+1MONTHS';

/**
 * The folders that a table's files may lie in, worked out by Athena: nobody adds partitions. Narrow, since Athena lists every folder
 * that a query does not rule out.
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export const projectionOf = (type: ReportTypeName, accounts: readonly string[]): PartitionProjection =>
  ({
    account: mustNameAccount(accounts)
      ? PartitionProjectionConfiguration.injected()
      : PartitionProjectionConfiguration.enum({ values: [...accounts] }),
    report_period: PartitionProjectionConfiguration.enum({ values: reportPeriodsOf(type) }),
    month: PartitionProjectionConfiguration.date({
      min: firstMonth,
      max: lastMonth,
      format: 'yyyy-MM',
      step: { interval: 1, intervalUnit: DateIntervalUnit.MONTHS },
    }),
  }) satisfies Record<(typeof partitionColumns)[number]['name'], PartitionProjectionConfiguration>;
