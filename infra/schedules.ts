import { Duration, TimeZone, Validations } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Account } from '../lambdas/core/input/accounts.ts';
import type { DeploySettings } from './deployment/deploy-settings.ts';

export type SchedulesProps = { accounts: readonly Account[]; machine: StateMachine; settings: DeploySettings };

/**
 * One schedule per account. The planned time travels in the input: it names the run, so that a start delivered twice, or by a
 * retry, runs once. What could not be started for hours goes to the dead-letter queue.
 */
export class Schedules extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { accounts, machine, settings }: SchedulesProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' });
    const scheduleGroup = new ScheduleGroup(this, 'Group');
    for (const { name, schedule, timeZone, enabled } of accounts) {
      new Schedule(this, name, {
        scheduleGroup,
        description: `Imports the reports of ${name}`,
        schedule: ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
        timeWindow: TimeWindow.flexible(Duration.minutes(settings.flexibleWindowMinutes)),
        enabled,
        target: new StepFunctionsStartExecution(machine, {
          input: ScheduleTargetInput.fromObject({ account: name, scheduledAt: ContextAttribute.scheduledTime }),
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(settings.startRetryHours),
          retryAttempts: 185,
        }),
      });
    }
  }
}
