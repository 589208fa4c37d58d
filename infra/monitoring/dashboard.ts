import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MetricName } from '../../lambdas/core/ports.ts';
import { prices } from '../cost/prices.ts';
import type { DeploySettings } from '../deployment/deploy-settings.ts';
import type { TaskFunctions } from '../functions/task-functions.ts';
import { stepNames } from '../workflow/definition.ts';

export type DashboardProps = {
  settings: DeploySettings;
  machine: StateMachine;
  functions: TaskFunctions;
  namespace: string;
  alarms: readonly Alarm[];
};

const day = Duration.days(1);

/** Four questions at a glance: did today's import work, what is late, how much came, what did it cost. */
export class RunDashboard extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(14),
      widgets: [
        [heading("Did today's import work?")],
        worked(props),
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

const worked = ({ machine, namespace, alarms }: DashboardProps): IWidget[] => [
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
      total(namespace, 'JobsSaved', 'saved'),
      total(namespace, 'JobsWithoutData', 'no data'),
      total(namespace, 'JobsUnfinished', 'unfinished'),
      total(namespace, 'JobsFailed', 'failed'),
    ],
    width: 8,
    height: 6,
  }),
];

/** A widget takes 100 alarms at most. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const alarmsPerWidget = 100;

const inGroups = (alarms: readonly Alarm[]): Alarm[][] =>
  Array.from({ length: Math.ceil(alarms.length / alarmsPerWidget) }, (_, group) =>
    alarms.slice(group * alarmsPerWidget, (group + 1) * alarmsPerWidget),
  );

const late = ({ settings, namespace }: DashboardProps): IWidget[] => [
  new GraphWidget({
    title: 'Oldest unfinished report by account, hours',
    left: [eachAccount(namespace, 'OldestUnfinishedHours', 'Maximum')],
    leftAnnotations: [{ value: settings.alarms.unfinishedHours, label: 'alarm' }],
    width: 8,
  }),
  new GraphWidget({
    title: 'Seconds from request to DONE by account',
    left: [eachAccount(namespace, 'QueueToDoneSeconds', 'p90')],
    width: 8,
  }),
  new GraphWidget({
    title: 'Quota: turns left, calls rejected',
    left: [eachAccount(namespace, 'TurnsLeft', 'Minimum')],
    right: [eachAccount(namespace, 'ThrottledCalls', 'Sum')],
    width: 8,
  }),
];

const came = ({ settings, namespace }: DashboardProps): IWidget[] => [
  new GraphWidget({ title: 'Documents saved by account, per day', left: [eachAccount(namespace, 'JobsSaved', 'Sum')], width: 12 }),
  new GraphWidget({ title: 'Bytes saved by account, per day', left: [eachAccount(namespace, 'BytesSaved', 'Sum')], width: 12 }),
  ...(settings.run.tables
    ? [
        new GraphWidget({ title: 'Rows saved by account, per day', left: [eachAccount(namespace, 'RowsSaved', 'Sum')], width: 12 }),
        new GraphWidget({
          title: 'Fields without a column by account, per day',
          left: [eachAccount(namespace, 'UnknownFields', 'Sum')],
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
      title: 'About so many US dollars a day (at prices of N. Virginia, without free tiers; npm run cost tells what else is paid)',
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

/** One line per account, without naming them: a new account appears by itself. */
const eachAccount = (namespace: string, name: MetricName, statistic: string): MathExpression =>
  new MathExpression({ label: '', expression: searched(namespace, name, statistic), period: day });

const total = (namespace: string, name: MetricName, label: string): MathExpression =>
  new MathExpression({ label, expression: `SUM(${searched(namespace, name, 'Sum')})`, period: day });

const searched = (namespace: string, name: MetricName, statistic: string): string =>
  `SEARCH('{"${namespace}",account} MetricName="${name}"', '${statistic}', ${day.toSeconds()})`;
