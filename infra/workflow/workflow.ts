import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CustomerManagedEncryptionConfiguration, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { TaskFunctions } from '../functions/task-functions.ts';
import { allStates, type Machine, placeholderOf, readDefinition, stepNames } from './definition.ts';
import { withAttempts } from './retry-attempts.ts';

export type WorkflowProps = { settings: ImportSettings; functions: TaskFunctions; key: IKey | undefined };

/** The state machine of the workflow file. A definition that CDK did not build gets no rights from CDK: they all stand here. */
export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { settings, functions, key }: WorkflowProps) {
    super(scope, id);
    const definition = withAttempts(readDefinition(), settings.retries);
    this.machine = new StateMachine(this, 'Machine', {
      // As text in the template, so that `cdk diff` shows a changed wait.
      definitionBody: DefinitionBody.fromString(JSON.stringify(definition, null, 2)),
      definitionSubstitutions: Object.fromEntries(stepNames.map((step) => [placeholderOf(step), functions.of[step].handler.functionArn])),
      // No execution data: inputs and outputs stay in the execution history.
      logs: { destination: this.newLog(settings, key), level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
      ...(key && { encryptionConfiguration: new CustomerManagedEncryptionConfiguration(key, Duration.seconds(300)) }),
    });
    this.allowInvoke(functions);
    this.allowOwnExecutions(definition, key);
    this.allowDescribe(functions);
  }

  private newLog({ retention }: ImportSettings, key: IKey | undefined): LogGroup {
    return new LogGroup(this, 'Log', {
      // Under this prefix the log needs no resource policy of its own, of which an AWS account has few.
      logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}`,
      retention: retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
  }

  private allowInvoke(functions: TaskFunctions): void {
    const arns = functions.all.map(({ handler }) => handler.functionArn);
    this.machine.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: arns }));
    acknowledgeWildcard(this.machine.role, '*', 'X-Ray and the delivery of logs know no resources.');
  }

  /**
   * The distributed Map starts, watches, stops and redrives executions of its own machine. In a policy of its own: in the role's
   * default policy, on which the machine depends, CloudFormation would see a circle.
   */
  private allowOwnExecutions(definition: Machine, key: IKey | undefined): void {
    const { machine } = this;
    const children = labelsOf(definition).map((label) => this.executionsOf(`${machine.stateMachineName}/${label}`));
    const all = [this.executionsOf(machine.stateMachineName), ...children];
    const policy = new Policy(this, 'OwnExecutions', {
      roles: [machine.role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
        new PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: all }),
        new PolicyStatement({ actions: ['states:RedriveExecution'], resources: children }),
        ...(key ? [decryptOfChildren(key, machine)] : []),
      ],
    });
    for (const executions of all) acknowledgeWildcard(policy, executions, 'Executions are named when they start; the machine bounds them.');
  }

  /** Plan asks whether another run is alive, Settle how often this one was redriven. */
  private allowDescribe({ of: { plan, settle } }: TaskFunctions): void {
    const executions = this.executionsOf(this.machine.stateMachineName);
    const policy = new Policy(this, 'DescribeExecutions', {
      roles: [plan.role, settle.role],
      statements: [new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] })],
    });
    acknowledgeWildcard(policy, executions, 'Executions are named when they start; the machine bounds them.');
  }

  private executionsOf(machineName: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

const labelsOf = (definition: Machine): string[] => allStates(definition).flatMap(([, { Label }]) => (Label === undefined ? [] : [Label]));

/**
 * The grant that counts: CDK's own asks for the context of a machine whose name it knows, and this one is named by CloudFormation.
 * Whether a child shows the Map's label in its context is not documented: both are allowed.
 */
const decryptOfChildren = (key: IKey, machine: StateMachine): PolicyStatement =>
  new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': [machine.stateMachineArn, `${machine.stateMachineArn}/*`] },
    },
  });
