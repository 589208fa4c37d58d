import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Account } from '../../lambdas/core/input/accounts.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import { type AddAlarm, addAlarmTo } from './add-alarm.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { RunDashboard } from './dashboard.ts';
import { type RunMetrics, runMetricsIn } from './metrics.ts';
import { startsAlarmName } from './starts-alarm.ts';

export type MonitoringProps = Omit<AlarmsProps, 'metrics' | 'addAlarm'> & {
  settings: ImportSettings;
  accounts: readonly Account[];
  namespace: string;
  /** Prefix of the name of each account's alarm. */
  namePrefix: string;
  /** Absent: a new one. */
  topic: ITopic | undefined;
};

/** One topic that every alarm notifies, the alarms of the whole deployment, and one dashboard. */
export class Monitoring extends Construct {
  readonly topic: ITopic;
  readonly dashboard: RunDashboard;
  readonly metrics: RunMetrics;
  readonly addAlarm: AddAlarm;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { settings, accounts, namespace, namePrefix } = props;
    this.metrics = runMetricsIn(namespace);
    this.topic = props.topic ?? new Topic(this, 'Topic', { enforceSSL: true });
    allowAlarms(this, this.topic);
    if (settings.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    this.addAlarm = addAlarmTo(this.topic, settings.runbook);
    const { all } = new Alarms(this, 'Alarms', { ...props, metrics: this.metrics, addAlarm: this.addAlarm });
    const startsAlarms = accounts.flatMap(({ name, enabled }) => (enabled ? [startsAlarmName(namePrefix, name)] : []));
    this.dashboard = new RunDashboard(this, 'Overview', { ...props, metrics: this.metrics, alarms: all, startsAlarms });
  }
}

/** A topic with a policy has lost SNS's default one, by which the account's alarms may publish. That of a topic from outside the app stays as it is. */
const allowAlarms = (scope: Construct, topic: ITopic): void => {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
};
