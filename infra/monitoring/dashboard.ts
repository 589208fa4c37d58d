import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IWidget,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MetricName } from '../../lambdas/core/ports.ts';
import { prices } from '../cost/prices.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { TaskFunctions } from '../functions/task-functions.ts';
import { stepNames } from '../workflow/definition.ts';
import type { RunMetrics } from './metrics.ts';

export type DashboardProps = {
  settings: ImportSettings;
  machine: StateMachine;
  functions: TaskFunctions;
  namespace: string;
  metrics: RunMetrics;
  alarms: readonly Alarm[];
  /** Names of the alarms of accounts. */
  startsAlarms: readonly string[];
};

const day = Duration.days(1);
const perDay = { statistic: 'Sum', period: day };

/** Four questions at a glance: did today's import work, what is late, how much came, what did it cost. */
export class RunDashboard extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const named = new Construct(this, 'Starts');
    const startsAlarms = props.startsAlarms.map((name) => Alarm.fromAlarmName(named, name, name));
    const dashboard = new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(14),
      widgets: [
        [heading("Did today's import work?")],
        worked(props, startsAlarms),
        [heading('What is late?')],
        late(props),
        [heading('How much came?')],
        came(props),
        [heading('What did it cost?')],
        cost(props),
      ],
    });
    const { region } = Stack.of(this);
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`;
  }
}

const heading = (question: string): IWidget => new TextWidget({ markdown: `## ${question}`, width: 24, height: 1 });

const worked = ({ machine, metrics, alarms }: DashboardProps, startsAlarms: readonly IAlarm[]): IWidget[] => [
  ...inGroups(alarms).map((group) => new AlarmStatusWidget({ title: 'Alarms', alarms: group, width: 8, height: 6 })),
  new SingleValueWidget({
    title: 'Imports, last day',
    metrics: [
      machine.metricSucceeded({ label: 'succeeded', period: day, statistic: 'Sum' }),
      machine.metricFailed({ label: 'failed', period: day, statistic: 'Sum' }),
      machine.metricTimedOut({ label: 'timed out', period: day, statistic: 'Sum' }),
    ],
    width: 8,
    height: 6,
  }),
  new GraphWidget({
    title: 'Reports by outcome, per day',
    left: [
      metrics.ofAll('JobsSaved', { label: 'saved', ...perDay }),
      metrics.ofAll('JobsWithoutData', { label: 'no data', ...perDay }),
      metrics.ofAll('JobsUnfinished', { label: 'unfinished', ...perDay }),
      metrics.ofAll('JobsFailed', { label: 'failed', ...perDay }),
    ],
    width: 8,
    height: 6,
  }),
  ...inGroups(startsAlarms).map(
    (group) =>
      new AlarmStatusWidget({
        title: 'Accounts that did not start',
        alarms: group,
        width: 24,
        height: 6,
      }),
  ),
];

/** A widget takes 100 alarms at most. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const alarmsPerWidget = 100;

const inGroups = <A>(alarms: readonly A[]): A[][] =>
  Array.from({ length: Math.ceil(alarms.length / alarmsPerWidget) }, (_, group) =>
    alarms.slice(group * alarmsPerWidget, (group + 1) * alarmsPerWidget),
  );

const late = ({ settings, namespace, metrics }: DashboardProps): IWidget[] => [
  new GraphWidget({
    title: 'Oldest unfinished report by account, hours',
    left: [foremost(namespace, 'OldestUnfinishedHours', 'MAX')],
    leftAnnotations: [{ value: settings.alarms.unfinishedHours, label: 'alarm' }],
    width: 8,
  }),
  new GraphWidget({ title: 'Seconds from request to DONE by account', left: [foremost(namespace, 'QueueToDoneSeconds', 'AVG')], width: 8 }),
  new GraphWidget({
    title: 'Quota: turns left by account, calls rejected',
    left: [foremost(namespace, 'TurnsLeft', 'MIN')],
    right: [metrics.ofAll('ThrottledCalls', { label: 'rejected', ...perDay })],
    width: 8,
  }),
  new GraphWidget({
    title: 'Credentials refused by account',
    left: [foremost(namespace, 'CredentialsRefused', 'SUM')],
    width: 12,
  }),
  new GraphWidget({
    title: 'Age of client secrets by account, days',
    left: [foremost(namespace, 'ClientSecretAgeDays', 'MAX')],
    leftAnnotations: [{ value: settings.alarms.clientSecretAgeDays, label: 'alarm' }],
    width: 12,
  }),
];

const came = ({ settings, namespace }: DashboardProps): IWidget[] => [
  new GraphWidget({ title: 'Documents saved by account, per day', left: [foremost(namespace, 'JobsSaved', 'SUM')], width: 12 }),
  new GraphWidget({ title: 'Bytes saved by account, per day', left: [foremost(namespace, 'BytesSaved', 'SUM')], width: 12 }),
  ...(settings.run.tables
    ? [
        new GraphWidget({ title: 'Rows saved by account, per day', left: [foremost(namespace, 'RowsSaved', 'SUM')], width: 12 }),
        new GraphWidget({
          title: 'Fields without a column by account, per day',
          left: [foremost(namespace, 'UnknownFields', 'SUM')],
          width: 12,
        }),
      ]
    : []),
];

const cost = ({ settings, functions }: DashboardProps): IWidget[] => {
  const metrics = Object.fromEntries(
    stepNames.flatMap((step) => [
      [`${step}Duration`, functions.of[step].handler.metricDuration({ statistic: 'Sum', period: day })],
      [`${step}Calls`, functions.of[step].handler.metricInvocations({ statistic: 'Sum', period: day })],
    ]),
  );
  const lambda = stepNames.map((step) => {
    const perMillisecond = (settings.functions[step].memoryMb / 1024 / 1000) * prices.perGigabyteSecond;
    return `${step}Duration * ${nanos(perMillisecond)} + ${step}Calls * ${nanos(prices.perInvocation)}`;
  });
  // A step is a Task, the Choice after it, and the Wait before it.
  const transitions = `(${stepNames.map((step) => `${step}Calls`).join(' + ')}) * ${nanos(3 * prices.perStateTransition)}`;
  const usd = (label: string, sum: string) =>
    new MathExpression({ label, expression: `(${sum}) / 1000000000`, usingMetrics: used(sum, metrics), period: day });
  return [
    new GraphWidget({
      title: 'About so many US dollars a day (at prices of N. Virginia, without free tiers; npm run cost shows what else is paid)',
      left: [usd('Lambda', lambda.join(' + ')), usd('Step Functions', transitions)],
      stacked: true,
      width: 24,
    }),
  ];
};

/** Billionths: CloudWatch's expressions know no exponents. */
const nanos = (dollars: number): string => (dollars * 1e9).toFixed(3);

const used = <M>(expression: string, metrics: Record<string, M>): Record<string, M> =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => expression.includes(name)));

/** A picture of hundreds of lines shows none: the accounts that matter most, at most so many. */
const shownAccounts = 20;

/**
 * One line per account, without naming them: a new account appears by itself. A query, of which a widget may have one; a search would
 * fetch every account's metric, and a dashboard takes 2,500 of them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html
 */
const foremost = (namespace: string, name: MetricName, statistic: 'MAX' | 'MIN' | 'AVG' | 'SUM'): MathExpression =>
  new MathExpression({
    label: '',
    expression:
      `SELECT ${statistic}(${name}) FROM SCHEMA("${namespace}", account) GROUP BY account ` +
      `ORDER BY ${statistic}() ${statistic === 'MIN' ? 'ASC' : 'DESC'} LIMIT ${shownAccounts}`,
    usingMetrics: {},
    period: day,
  });
