import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StepName } from './definition.ts';
import type { DeploySettings } from './deploy-settings.ts';

export type TaskFunctionProps = {
  step: StepName;
  settings: DeploySettings;
  key: IKey | undefined;
  environment: Record<string, string>;
  /** What it may do besides writing its own log and traces. */
  allow: readonly PolicyStatement[];
  /** A file that lies beside the bundle under the name given. */
  file?: { path: string; as: string };
};

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** One step of the workflow as a function with a role, a log group and a bundle of its own. */
export class TaskFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { step, settings, key, environment, allow, file }: TaskFunctionProps) {
    super(scope, id);
    const { memoryMb, timeoutSeconds } = settings.functions[step];
    const logGroup = new LogGroup(this, 'Log', {
      retention: settings.retention.logDays satisfies RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: `What the step ${step} may do` });
    logGroup.grantWrite(this.role);
    for (const statement of allow) this.role.addToPrincipalPolicy(statement);
    this.handler = new NodejsFunction(this, 'Function', {
      entry: `${projectRoot}lambdas/${step}.ts`,
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup,
      role: this.role,
      environment: { ...environment, NODE_OPTIONS: nodeOptionsOf(step) },
      bundling: bundlingOf(file),
      awsSdkConnectionReuse: false,
    });
  }
}

/** A small young generation keeps the memory of a streaming download flat (measured: 10 MB less at its peak). */
const nodeOptionsOf = (step: StepName): string => (step === 'download' ? '--enable-source-maps --max-semi-space-size=1' : '--enable-source-maps');

const bundlingOf = (file: TaskFunctionProps['file']): BundlingOptions => ({
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  // What a function runs is what was tested here, not the SDK that Lambda happens to have.
  bundleAwsSDK: true,
  minify: true,
  keepNames: true,
  sourceMap: true,
  sourcesContent: false,
  // Some packages are CommonJS and require Node's own modules when they are loaded.
  banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  ...(file && {
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_inputDir, outputDir) => [`node -e "fs.copyFileSync(process.argv[1], process.argv[2])" "${file.path}" "${outputDir}/${file.as}"`],
    },
  }),
});
