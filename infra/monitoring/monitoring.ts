import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { RunDashboard } from './dashboard.ts';
import { runMetricsIn } from './metrics.ts';

export type MonitoringProps = Omit<AlarmsProps, 'metrics' | 'topic'> & { namespace: string };

/** One topic that every alarm goes to, the alarms, and one dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  readonly dashboard: RunDashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { settings, namespace } = props;
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic with a policy has lost SNS's default one, by which the account's alarms may publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    const { all } = new Alarms(this, 'Alarms', { ...props, metrics: runMetricsIn(namespace), topic: this.topic });
    this.dashboard = new RunDashboard(this, 'Overview', { ...props, alarms: all });
  }
}
