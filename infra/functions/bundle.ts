import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { StepName } from '../workflow/definition.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** How a step becomes one file that holds what it uses and nothing else. */
export const bundleOptions = (step: StepName): BuildOptions & { write: false } => ({
  absWorkingDir: projectRoot,
  entryPoints: [`lambdas/${step}.ts`],
  // Never written there: it makes the paths in the source map the project's own, wherever the assembly is put.
  outfile: 'index.mjs',
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  // Some packages are CommonJS and require Node's own modules when they are loaded.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  // The credentials of a function come in its environment: the SDK's other ways to find some are a tenth of a bundle.
  alias: { '@aws-sdk/credential-provider-node': './infra/functions/lambda-credentials.ts' },
  // What undici's own build for Node says: without its second, experimental HTTP parser (170 kB).
  define: { esbuildDetection: 'true' },
  logLevel: 'warning',
});

/**
 * The code of a step's function, the AWS SDK included: what runs is what was tested, not the SDK that Lambda happens to have.
 * esbuild is called here, not by NodejsFunction, whose source maps (and so the asset's hash) depend on where the assembly is put.
 * @param beside texts of files to lie beside the bundle, by their names there
 */
export const bundled = (step: StepName, beside: Readonly<Record<string, string>> = {}): Code =>
  Code.fromAsset(projectRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused: the bundle is made here'),
      // CDK takes two assets of one folder for the same unless their commands differ.
      command: [step],
      local: {
        tryBundle: (directory) => {
          for (const { path, contents } of buildSync(bundleOptions(step)).outputFiles)
            writeFileSync(join(directory, basename(path)), contents);
          for (const [name, text] of Object.entries(beside)) writeFileSync(join(directory, name), text);
          // Lambda reads them as another user: a strict umask here, or a private accounts file, must not lock it out.
          for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o644);
          return true;
        },
      },
    },
  });
