import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../lambdas/core/ports.ts';

/** The metrics that the functions count. The account is their only dimension, since each combination of dimensions is billed. */
export type RunMetrics = {
  namespace: string;
  of: (name: MetricName, account: string, options: MetricOptions) => Metric;
};

export const runMetricsIn = (namespace: string): RunMetrics => ({
  namespace,
  of: (metricName, account, options) => new Metric({ namespace, metricName, dimensionsMap: { account }, ...options }),
});
