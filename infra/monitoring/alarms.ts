import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Account } from '../../lambdas/core/input/accounts.ts';
import type { MetricName } from '../../lambdas/core/ports.ts';
import type { DeploySettings } from '../deployment/deploy-settings.ts';
import type { TaskFunctions } from '../functions/task-functions.ts';
import type { RunMetrics } from './metrics.ts';

export type AlarmsProps = {
  settings: DeploySettings;
  accounts: readonly Account[];
  machine: StateMachine;
  functions: TaskFunctions;
  deadLetters: Queue;
  metrics: RunMetrics;
  topic: ITopic;
};

type Ring = Pick<AlarmProps, 'metric' | 'threshold'> & Partial<AlarmProps> & { text: string };

/** The alarms. Each looks at one metric, and its text says what it means and where to read what to do. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.watchExecutions();
    this.watchStarts();
    this.watchFunctions();
    if (props.settings.run.tables) this.watchTables();
    if (props.settings.run.unusualFactor !== false) this.watchFigures();
    // An account that rests has neither runs nor data to ring about.
    for (const { name } of props.accounts.filter(({ enabled }) => enabled)) this.watchAccount(name);
  }

  private watchExecutions(): void {
    const { machine } = this.props;
    const period = Duration.minutes(5);
    this.ring('ExecutionFailed', {
      metric: machine.metricFailed({ period }),
      threshold: 1,
      text: 'An import failed: its Cause lists the reports and why.',
    });
    this.ring('ExecutionTimedOut', {
      metric: machine.metricTimedOut({ period }),
      threshold: 1,
      text: 'An import ran for 24 hours and was ended.',
    });
    this.ring('ExecutionThrottled', {
      metric: machine.metricThrottled({ period }),
      threshold: 1,
      text: 'Step Functions slowed the imports down.',
    });
  }

  private watchStarts(): void {
    this.ring('DeadLetters', {
      metric: this.props.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 1,
      text: 'A scheduled start was given up: its message holds the account and the planned time.',
    });
  }

  /** Settle is left out: it throws on purpose when reports failed, and ExecutionFailed tells of that. */
  private watchFunctions(): void {
    const { functions, settings } = this.props;
    const { settle: _, ...others } = functions.of;
    for (const [step, { handler }] of Object.entries(others)) {
      this.ring(`FunctionErrors-${step}`, {
        metric: handler.metricErrors({ period: Duration.hours(1) }),
        threshold: settings.alarms.functionErrorsPerHour,
        text: `The function of step ${step} threw more often in an hour than trouble that the workflow retries explains.`,
      });
    }
  }

  /** One for all accounts: which reports, `explain` and the summary of each run tell. */
  private watchFigures(): void {
    const { metrics, settings } = this.props;
    this.ring('UnusualReports', {
      metric: ofAllAccounts(metrics.namespace, 'UnusualReports', 'Reports with unusual figures'),
      threshold: settings.alarms.unusualReportsPerHour,
      text: 'Reports were saved whose figures are far from what is usual for them: zero, or many times fewer or more.',
    });
  }

  /** One for all accounts: what Amazon adds to a document it adds for everyone, and each account's alarms are paid for. */
  private watchTables(): void {
    this.ring('UnknownFields', {
      metric: ofAllAccounts(this.props.metrics.namespace, 'UnknownFields', 'Fields without a column'),
      threshold: 1,
      text: 'Amazon sent fields for which the tables have no column: they are kept in the column extra.',
    });
  }

  private watchAccount(account: string): void {
    const { metrics, settings } = this.props;
    const { unfinishedHours, clientSecretAgeDays, startExpectedWithinHours, startExpectedWithinHoursOf } = settings.alarms;
    const expectedHours = startExpectedWithinHoursOf[account] ?? startExpectedWithinHours;
    this.ring(`NothingStarted-${account}`, {
      metric: metrics.of('RunsStarted', account, { statistic: 'Sum', period: Duration.hours(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: expectedHours,
      treatMissingData: TreatMissingData.BREACHING,
      text: `No import of ${account} has started for ${expectedHours} hours.`,
    });
    this.ring(`UnfinishedTooOld-${account}`, {
      metric: metrics.of('OldestUnfinishedHours', account, { statistic: 'Maximum', period: Duration.hours(1) }),
      threshold: unfinishedHours,
      ...untilToldOtherwise,
      text: `A report of ${account} has been unfinished for ${unfinishedHours} hours.`,
    });
    this.ring(`CredentialsRefused-${account}`, {
      metric: metrics.of('CredentialsRefused', account, { statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      text: `Amazon refused the credentials of ${account}, or its secret cannot be used.`,
    });
    this.ring(`ClientSecretOld-${account}`, {
      metric: metrics.of('ClientSecretAgeDays', account, { statistic: 'Maximum', period: Duration.hours(1) }),
      threshold: clientSecretAgeDays,
      ...untilToldOtherwise,
      text:
        `The secret with the client secret of ${account} was last written ${clientSecretAgeDays} days ago. Amazon ends a client secret 180 days after ` +
        'it issued it; AWS does not know that day, so this counts from the day the secret was written.',
    });
  }

  private ring(id: string, { text, ...props }: Ring): void {
    const alarm = new Alarm(this, id, {
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: `${text} What to do: ${this.props.settings.runbook}#${sectionOf(id)}`,
    });
    alarm.addAlarmAction(new SnsAction(this.props.topic));
    this.all.push(alarm);
  }
}

/** An alarm for each account would be paid for each. */
const ofAllAccounts = (namespace: string, name: MetricName, label: string): MathExpression =>
  new MathExpression({
    expression: `SELECT SUM(${name}) FROM SCHEMA("${namespace}", account)`,
    usingMetrics: {},
    label,
    period: Duration.hours(1),
  });

/** The section of the runbook: that of the alarm's name, without the step or account behind it. */
const sectionOf = (id: string): string => (id.split('-')[0] ?? id).toLowerCase();

/** The metric comes once a run: between two runs what the last one said still holds. */
const untilToldOtherwise = { treatMissingData: TreatMissingData.IGNORE } as const;
