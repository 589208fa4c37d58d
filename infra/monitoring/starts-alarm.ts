import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { AddAlarm } from './add-alarm.ts';
import type { RunMetrics } from './metrics.ts';

export type StartsAlarmProps = {
  account: string;
  settings: ImportSettings;
  metrics: RunMetrics;
  addAlarm: AddAlarm;
  /** Prefix of the alarm's name: the stack's name. */
  namePrefix: string;
};

/** The one alarm that each account has of its own: what did not happen is in no sum over accounts. */
export const startsAlarm = (scope: Construct, { account, settings, metrics, addAlarm, namePrefix }: StartsAlarmProps): Alarm => {
  const { startExpectedWithinHours, startExpectedWithinHoursOf } = settings.alarms;
  const expectedHours = startExpectedWithinHoursOf[account] ?? startExpectedWithinHours;
  return addAlarm(scope, `NothingStarted-${account}`, {
    alarmName: startsAlarmName(namePrefix, account),
    metric: metrics.of('RunsStarted', account, { statistic: 'Sum', period: Duration.hours(1) }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: expectedHours,
    treatMissingData: TreatMissingData.BREACHING,
    text: `No import of ${account} has started for ${expectedHours} hours.`,
  });
};

/** Named, so that the dashboard can refer to it in its nested stack: one output for each would be more than a stack may have. */
export const startsAlarmName = (namePrefix: string, account: string): string => `${namePrefix}-NothingStarted-${account}`;
