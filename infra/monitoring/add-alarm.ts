import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What an alarm watches, and what it says. */
export type Watched = Pick<AlarmProps, 'metric' | 'threshold'> & Partial<AlarmProps> & { text: string };

/** Makes an alarm that notifies the topic. Its description says what it means, and links to what to do. */
export type AddAlarm = (scope: Construct, id: string, watched: Watched) => Alarm;

export const addAlarmTo =
  (topic: ITopic, runbook: string): AddAlarm =>
  (scope, id, { text, ...props }) => {
    const alarm = new Alarm(scope, id, {
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: `${text} What to do: ${runbook}#${sectionOf(id)}`,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  };

/** The section of the runbook: that of the alarm's name, without the step or account behind it. */
const sectionOf = (id: string): string => (id.split('-')[0] ?? id).toLowerCase();
