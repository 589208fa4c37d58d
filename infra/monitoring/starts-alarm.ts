import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../deployment/deploy-settings.ts';
import type { RunMetrics } from './metrics.ts';
import type { Ring } from './ring.ts';

export type StartsAlarmProps = {
  account: string;
  settings: DeploySettings;
  metrics: RunMetrics;
  ring: Ring;
  /** Stands before the alarm's name: the stack's name. */
  namePrefix: string;
};

/** The one alarm that each account has of its own: what did not happen is in no sum over accounts. */
export const startsAlarm = (scope: Construct, { account, settings, metrics, ring, namePrefix }: StartsAlarmProps): Alarm => {
  const { startExpectedWithinHours, startExpectedWithinHoursOf } = settings.alarms;
  const expectedHours = startExpectedWithinHoursOf[account] ?? startExpectedWithinHours;
  return ring(scope, `NothingStarted-${account}`, {
    alarmName: startsAlarmName(namePrefix, account),
    metric: metrics.of('RunsStarted', account, { statistic: 'Sum', period: Duration.hours(1) }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: expectedHours,
    treatMissingData: TreatMissingData.BREACHING,
    text: `No import of ${account} has started for ${expectedHours} hours.`,
  });
};

/** Named, so that the dashboard reaches it in its nested stack: an output for each would be more than a stack may have. */
export const startsAlarmName = (namePrefix: string, account: string): string => `${namePrefix}-NothingStarted-${account}`;
