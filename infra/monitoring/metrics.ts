import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { allAccounts, type MetricName } from '../../lambdas/core/ports.ts';

/**
 * The metrics that the functions count: each for its account, and also for all accounts together. CloudWatch does not compute the sums
 * over accounts: an alarm on a query is billed for every metric that the query scans, and a dashboard takes 2,500 metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_billing.html
 */
export type RunMetrics = {
  of: (name: MetricName, account: string, options: MetricOptions) => Metric;
  ofAll: (name: MetricName, options: MetricOptions) => Metric;
};

export const runMetricsIn = (namespace: string): RunMetrics => ({
  of: (metricName, account, options) => new Metric({ namespace, metricName, dimensionsMap: { account }, ...options }),
  ofAll: (metricName, options) =>
    new Metric({ namespace, metricName, dimensionsMap: { [allAccounts.name]: allAccounts.value }, ...options }),
});
