import type { StepName } from '../workflow/definition.ts';

/** What the runtime of a step's function is started with. The benches start theirs so too. */
export const processEnvironmentOf = (step: StepName, memoryMb: number): Record<string, string> => {
  const semiSpace = semiSpaceMb[step];
  return {
    NODE_OPTIONS:
      semiSpace === undefined
        ? '--enable-source-maps'
        : `--max-semi-space-size=${semiSpace} --max-old-space-size=${Math.floor(memoryMb * oldSpaceShare)}`,
    ...(step === 'tabulate' && steadyMalloc),
  };
};

/**
 * Tabulate makes many small objects: a young generation of 1 MB cost it a quarter more processor time (`npm run bench:tables`). A small one
 * keeps the memory of a streaming download flat. No source maps there: when a connection closes, Node reads an error's stack and parses
 * the whole bundle's map (measured: 180 MB at the peak where it is 150 without).
 */
const semiSpaceMb: Partial<Record<StepName, number>> = { download: 1, tabulate: 8 };

/**
 * The half is what Node takes by itself on a machine of that memory, and Lambda leaves it at that where the young generation is set. Said
 * here because V8 lets garbage pile up in proportion to this limit: without it a bench on a larger machine measures another heap (23 MB
 * more at the peak of Tabulate, and more the longer it runs).
 */
const oldSpaceShare = 0.5;

/**
 * Compressed pages are buffers of all sizes that live for moments. One arena of glibc's malloc, and those of 64 KiB and more given back at
 * once: 43 MB less at the peak at the same speed, and no growth by fragments (measured).
 * @see mallopt(3), "Environment variables"
 */
const steadyMalloc = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536' };
