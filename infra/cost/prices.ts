/**
 * Prices in US dollars, region us-east-1, without free tiers, of November 2026. First-hand: the pages named, as far as they show
 * figures without a script; else the figures that several cost guides of 2026 agree on [T]. They change: check before you plan with them.
 */
export const prices = {
  /** @see https://aws.amazon.com/step-functions/pricing: $0.025 per 1,000; a started child of a distributed Map counts as one [T] */
  perStateTransition: 0.025 / 1000,
  /** @see https://aws.amazon.com/lambda/pricing, arm64 [T] */
  perGigabyteSecond: 0.0000133334,
  /** @see https://aws.amazon.com/lambda/pricing [T] */
  perInvocation: 0.2 / 1e6,
  /** @see https://aws.amazon.com/dynamodb/pricing/on-demand [T]: one write of up to 1 KB */
  perWriteUnit: 0.625 / 1e6,
  /** @see https://aws.amazon.com/dynamodb/pricing/on-demand [T]: one consistent read of up to 4 KB */
  perReadUnit: 0.125 / 1e6,
  /** @see https://aws.amazon.com/dynamodb/pricing/on-demand: storage $0.25 and point-in-time recovery $0.20 [T] */
  perLedgerGigabyteMonth: 0.25 + 0.2,
  /** @see https://aws.amazon.com/s3/pricing, Standard [T] */
  perBucketGigabyteMonth: 0.023,
  /** @see https://aws.amazon.com/s3/pricing: PUT, and each part of an upload [T] */
  perPut: 0.005 / 1000,
  /** @see https://aws.amazon.com/secrets-manager/pricing [T] */
  perSecretMonth: 0.4,
  perSecretRead: 0.05 / 10_000,
  /** @see https://aws.amazon.com/cloudwatch/pricing: a standard-resolution alarm, for each metric; one on a query, for each metric that the query scans [T] */
  perAlarmMonth: 0.1,
  /** @see https://aws.amazon.com/cloudwatch/pricing: a custom metric, by the hours in which it is written [T] */
  perMetricMonth: 0.3,
  /** @see https://aws.amazon.com/cloudwatch/pricing: beyond the first three of an AWS account [T] */
  perDashboardMonth: 3,
  /** @see https://aws.amazon.com/cloudwatch/pricing: ingestion $0.50, storage $0.03 a month [T] */
  perLogGigabyte: 0.5 + 0.03,
  /** @see https://aws.amazon.com/xray/pricing: a recorded trace [T] */
  perTrace: 5 / 1e6,
  /** @see https://aws.amazon.com/athena/pricing: what queries scan; nothing is paid between them [T] */
  perTerabyteScanned: 5,
  /** @see https://aws.amazon.com/kms/pricing: a customer-managed key [T] */
  perKeyMonth: 1,
} as const;
