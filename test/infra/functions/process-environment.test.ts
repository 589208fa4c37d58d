import { expect, test } from 'vitest';
import { processEnvironmentOf } from '../../../infra/functions/process-environment.ts';

test.for([
  ['tabulate', 1769, '--max-semi-space-size=8 --max-old-space-size=884'],
  ['tabulate', 3008, '--max-semi-space-size=8 --max-old-space-size=1504'],
  ['download', 1024, '--max-semi-space-size=1 --max-old-space-size=512'],
  ['check', 256, '--enable-source-maps'],
] as const)(
  'the heap of %s with %i MB: with a limit for young objects, old ones get at most half of the memory',
  ([step, memoryMb, options]) => {
    expect(processEnvironmentOf(step, memoryMb)['NODE_OPTIONS']).toBe(options);
  },
);
