import { Duration } from 'aws-cdk-lib';
import { type Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { TaskFunctions } from '../functions/task-functions.ts';
import type { AddAlarm, Watched } from './add-alarm.ts';
import type { RunMetrics } from './metrics.ts';

export type AlarmsProps = {
  settings: ImportSettings;
  machine: StateMachine;
  functions: TaskFunctions;
  deadLetters: Queue;
  metrics: RunMetrics;
  addAlarm: AddAlarm;
};

/** The alarms of the whole deployment. Each watches one metric; its description says what it means and links to what to do. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.watchExecutions();
    this.watchStarts();
    this.watchFunctions();
    this.watchAccounts();
    if (props.settings.run.unusualFactor !== false) this.watchFigures();
  }

  private watchExecutions(): void {
    const { machine } = this.props;
    const period = Duration.minutes(5);
    this.addAlarm('ExecutionFailed', {
      metric: machine.metricFailed({ period }),
      threshold: 1,
      text: 'An import failed: its Cause lists the reports and why.',
    });
    this.addAlarm('ExecutionTimedOut', {
      metric: machine.metricTimedOut({ period }),
      threshold: 1,
      text: 'An import ran for 24 hours and was ended.',
    });
    this.addAlarm('ExecutionThrottled', {
      metric: machine.metricThrottled({ period }),
      threshold: 1,
      text: 'Step Functions slowed the imports down.',
    });
  }

  private watchStarts(): void {
    this.addAlarm('DeadLetters', {
      metric: this.props.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 1,
      text: 'A scheduled start was given up: its message holds the account and the planned time.',
    });
  }

  /** Settle is left out: it throws on purpose when reports failed, and ExecutionFailed reports that. */
  private watchFunctions(): void {
    const { functions, settings } = this.props;
    const { settle: _, ...others } = functions.of;
    for (const [step, { handler }] of Object.entries(others)) {
      this.addAlarm(`FunctionErrors-${step}`, {
        metric: handler.metricErrors({ period: Duration.hours(1) }),
        threshold: settings.alarms.functionErrorsPerHour,
        text: `The function of step ${step} threw more often in an hour than trouble that the workflow retries explains.`,
      });
    }
  }

  /** One for all accounts: `explain` and the summary of each run name the reports. */
  private watchFigures(): void {
    const { metrics, settings } = this.props;
    this.addAlarm('UnusualReports', {
      metric: metrics.ofAll('UnusualReports', { statistic: 'Sum', period: Duration.hours(1) }),
      threshold: settings.alarms.unusualReportsPerHour,
      text: 'Reports were saved whose figures are far from what is usual for them: zero, or many times fewer or more.',
    });
  }

  /**
   * One alarm for all accounts each: one incident (a client secret that ended, Amazon's trouble) is one message, and an alarm for each
   * account costs half as much as its secret. The dashboard names the accounts.
   */
  private watchAccounts(): void {
    const { metrics, settings } = this.props;
    const { unfinishedHours, clientSecretAgeDays } = settings.alarms;
    this.addAlarm('UnfinishedTooOld', {
      metric: metrics.ofAll('OldestUnfinishedHours', { statistic: 'Maximum', period: Duration.days(1) }),
      threshold: unfinishedHours,
      ...keepsLastState,
      text: `A report of some account has been unfinished for ${unfinishedHours} hours.`,
    });
    this.addAlarm('CredentialsRefused', {
      metric: metrics.ofAll('CredentialsRefused', { statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      text: 'Amazon refused the credentials of an account, or its secret cannot be used.',
    });
    this.addAlarm('ClientSecretOld', {
      metric: metrics.ofAll('ClientSecretAgeDays', { statistic: 'Maximum', period: Duration.days(1) }),
      threshold: clientSecretAgeDays,
      ...keepsLastState,
      text:
        `The secret with the client secret of some account was last written ${clientSecretAgeDays} days ago. Amazon ends a client secret 180 days after ` +
        'it issued it; AWS does not know that day, so this counts from the day the secret was written.',
    });
    if (!settings.run.tables) return;
    this.addAlarm('UnknownFields', {
      metric: metrics.ofAll('UnknownFields', { statistic: 'Sum', period: Duration.hours(1) }),
      threshold: 1,
      text: 'Amazon sent fields for which the tables have no column: they are kept in the column extra.',
    });
  }

  private addAlarm(id: string, watched: Watched): void {
    this.all.push(this.props.addAlarm(this, id, watched));
  }
}

/** Each account's run reports it once a day: a day holds the last values of all, and without new values the state stays. */
const keepsLastState = { treatMissingData: TreatMissingData.IGNORE } as const;
