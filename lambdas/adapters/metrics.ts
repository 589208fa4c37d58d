import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { allAccounts, type MetricName, type Metrics } from '../core/ports.ts';

const UNITS: Partial<Record<MetricName, (typeof MetricUnit)[keyof typeof MetricUnit]>> = {
  BytesSaved: MetricUnit.Bytes,
  QueueToDoneSeconds: MetricUnit.Seconds,
};

type Counted = { name: MetricName; value: number; account: string };

/** Counted during an invocation, printed at its end: by account, and for all accounts together, which alarms and totals read. */
export const countersOf = (): { metrics: Metrics; publish: () => void } => {
  let counted: Counted[] = [];
  return {
    metrics: { add: (name, value, account) => void counted.push({ name, value, account }) },
    publish: () => {
      for (const [account, mine] of Map.groupBy(counted, (one) => one.account)) publishUnder('account', account, mine);
      if (counted.length > 0) publishUnder(allAccounts.name, allAccounts.value, counted);
      counted = [];
    },
  };
};

const publishUnder = (dimension: string, value: string, counted: readonly Counted[]): void => {
  const emf = new PowertoolsMetrics();
  emf.clearDefaultDimensions();
  emf.addDimension(dimension, value);
  for (const { name, value: amount } of counted) emf.addMetric(name, UNITS[name] ?? MetricUnit.Count, amount);
  emf.publishStoredMetrics();
};
