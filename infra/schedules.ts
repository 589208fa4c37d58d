import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export type SchedulesProps = { machine: StateMachine };

/** What the schedules of all accounts share: their group, the role by which they start the machine, and the dead-letter queue of failed starts. */
export class Schedules extends Construct {
  readonly machine: StateMachine;
  readonly deadLetters: Queue;
  readonly group: ScheduleGroup;
  /** All its permissions are here: a schedule adds none. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, { machine }: SchedulesProps) {
    super(scope, id);
    this.machine = machine;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' });
    this.group = new ScheduleGroup(this, 'Group');
    const role = new Role(this, 'SchedulerRole', {
      description: 'The schedules start the import with it',
      // Of this group alone: a schedule of someone else cannot use it.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.scheduleGroupArn } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }));
    this.role = role.withoutPolicyUpdates();
  }
}
