import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const swapped: Plugin = {
  name: 'prebuilt functions',
  setup: (made) => made.onResolve({ filter: /\/bundle\.ts$/ }, () => ({ path: resolve('infra/package/prebuilt.ts') })),
};

/** The construct as one file of CommonJS, which `import` and `require` read alike: all that is not CDK is in it. */
const options: BuildOptions & { metafile: true } = {
  entryPoints: ['infra/report-import.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
  plugins: [swapped],
  metafile: true,
  logLevel: 'warning',
};

/** Writes it. @throws Error where something would not run as it does here, such as `import.meta` */
export const javascript = async (outfile: string): Promise<Metafile> => {
  const { metafile, warnings } = await build({ ...options, outfile });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'));
  return metafile;
};
