import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
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

export type BundleFile = { name: string; contents: Uint8Array };

const made = new Map<StepName, BundleFile[]>();

/**
 * The files of a step's bundle, made once for all imports of an app. esbuild is called here, not by NodejsFunction, whose source maps (and
 * so the asset's hash) depend on where the assembly is put. In the npm package, `infra/package/prebuilt.ts` replaces this file.
 */
export const bundleOf = (step: StepName): BundleFile[] => {
  const files =
    made.get(step) ?? buildSync(bundleOptions(step)).outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  made.set(step, files);
  return files;
};
