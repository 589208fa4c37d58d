import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Own = z.object({ name: z.string(), version: z.string(), description: z.string(), license: z.string() });

/**
 * The lowest versions of the peers that were tried and found to work (Glue's tables came after 2.268); `npm run test:package` tries them.
 * Node 20 is CDK's own bound: `tsconfig.package.json` compiles against what that Node knows.
 */
export const peerDependencies = { 'aws-cdk-lib': '^2.271.0', constructs: '^10.5.0' };

/** The package.json of the npm package. */
export const manifest = () => {
  const { name, version, description, license } = Own.parse(
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
  );
  return {
    name,
    version,
    description,
    license,
    keywords: ['aws-cdk', 'construct', 'selling-partner-api', 'amazon', 'reports', 'step-functions'],
    main: './index.js',
    types: './types/report-import.d.ts',
    exports: { '.': { types: './types/report-import.d.ts', default: './index.js' }, './package.json': './package.json' },
    sideEffects: false,
    engines: { node: '>=20' },
    peerDependencies,
  };
};
