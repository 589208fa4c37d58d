import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The workers, and the commands that tests start as processes of their own, compile each module once and share it: half of a start.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

// WebAssembly runs once here, for seconds (CDK's rules for templates): compiling it a second time, optimised, costs more than it saves.
setFlagsFromString('--no-wasm-tier-up');

/** They take longest: begun first, the others fill the time beside them. */
const begunFirst = ['test/cli/local/start.test.ts', 'test/statemachine/chaos.test.ts'];

class LongWaitsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => begunFirst.findIndex((name) => moduleId.endsWith(name));
    const [first, rest] = [files.filter((file) => place(file) >= 0), files.filter((file) => place(file) < 0)];
    return [...first.sort((one, other) => place(one) - place(other)), ...(await super.sort(rest))];
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    // The package is built, packed, installed and synthesised several times: minutes, so it is a run of its own.
    include: [mode === 'package' ? 'test/package/*.ts' : 'test/**/*.test.ts'],
    // No test waits for time to pass. The limit is for one that hangs, on the slowest machine.
    testTimeout: mode === 'package' ? 600_000 : 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'threads',
    maxWorkers: 2,
    // Modules are loaded once for each worker: no test mocks one, and the AWS libraries are a third of the time otherwise.
    isolate: false,
    // The modules are run by Node as they are: every worker would transform and wrap each of them otherwise. None is mocked.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongWaitsFirst },
    provide: { isLong: mode === 'long' },
  },
}));
