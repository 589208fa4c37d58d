import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { StepName } from '../workflow/definition.ts';
import { processEnvironmentOf } from './process-environment.ts';

export type TaskFunctionProps = {
  step: StepName;
  code: Code;
  settings: ImportSettings;
  key: IKey | undefined;
  environment: Record<string, string>;
  /** What it may do besides writing its own log and traces. */
  allow: readonly PolicyStatement[];
};

/** One step of the workflow as a function with a role and a log group of its own. It is called by its unqualified ARN: a redrive runs the current code. */
export class TaskFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { step, code, settings, key, environment, allow }: TaskFunctionProps) {
    super(scope, id);
    const { memoryMb, timeoutSeconds } = settings.functions[step];
    const logGroup = new LogGroup(this, 'Log', {
      retention: settings.retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the step ${step} may do`,
    });
    logGroup.grantWrite(this.role);
    for (const statement of allow) this.role.addToPrincipalPolicy(statement);
    this.handler = new LambdaFunction(this, 'Function', {
      description: `Step ${step} of the import of selling-partner reports`,
      code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup,
      role: this.role,
      environment: { ...environment, ...processEnvironmentOf(step, memoryMb) },
    });
  }
}
