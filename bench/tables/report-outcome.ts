import { readFileSync } from 'node:fs';

/** Runs one contender and sends the parent process what it took. */
export const reportOutcome = async (contender: () => Promise<{ rows?: number }>): Promise<void> => {
  const startedAt = performance.now();
  const report = (outcome: { rows?: number } | { failed: string }): void => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const seconds = (performance.now() - startedAt) / 1000;
    process.send?.({ seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssBytes: peakRssBytes(), ...outcome }, () =>
      process.exit(),
    );
  };
  const reportFailure = (error: unknown): void =>
    report({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  process.once('uncaughtException', reportFailure);
  await contender().then(report, reportFailure);
};

/** `resourceUsage` inherits the peak of the process that forked this one; Linux knows this one's own. */
const peakRssBytes = (): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
};
