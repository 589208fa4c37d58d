import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleFile } from '../functions/bundle.ts';
import type { StepName } from '../workflow/definition.ts';

/** The files of a step's bundle as they lie in the npm package, where this file replaces `bundle.ts`: no esbuild is needed there. */
export const bundleOf = (step: StepName): BundleFile[] => {
  // The package is CommonJS, and all of it is one file.
  const directory = join(__dirname, 'functions', step);
  return readdirSync(directory).map((name) => ({ name, contents: readFileSync(join(directory, name)) }));
};
