import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { Account } from '../../lambdas/core/input/accounts.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { Schedules } from '../schedules.ts';

export type AccountScheduleProps = { account: Account; schedules: Schedules; settings: ImportSettings };

/**
 * Starts the imports of one account. The input contains the planned time, which names the run: a start that is delivered twice, or by a
 * retry, runs once. A start that fails for hours goes to the dead-letter queue.
 */
export const accountSchedule = (scope: Construct, { account, schedules, settings }: AccountScheduleProps): Schedule => {
  const { name, schedule, timeZone, enabled } = account;
  return new Schedule(scope, name, {
    scheduleGroup: schedules.group,
    description: `Imports the reports of ${name}`,
    schedule: ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
    timeWindow: TimeWindow.flexible(Duration.minutes(settings.flexibleWindowMinutes)),
    enabled,
    target: new StepFunctionsStartExecution(schedules.machine, {
      input: ScheduleTargetInput.fromObject({ account: name, scheduledAt: ContextAttribute.scheduledTime }),
      role: schedules.role,
      deadLetterQueue: schedules.deadLetters,
      maxEventAge: Duration.hours(settings.startRetryHours),
      retryAttempts: 185,
    }),
  });
};
