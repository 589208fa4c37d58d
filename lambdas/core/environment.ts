/** The environment of the functions: what `runtime.ts` reads, and what the table in docs/settings.md is made from. */
export const environment = {
  LEDGER_TABLE: { meaning: 'Name of the ledger’s DynamoDB table', example: 'set by the stack' },
  BUCKET_NAME: { meaning: 'Bucket of documents and run summaries', example: 'set by the stack' },
  KEY_PREFIX: { meaning: 'Comes before every key in the bucket', example: 'empty, or `imports/`' },
  SECRET_PREFIX: { meaning: 'Comes before the name of every secret', example: '`<stack name>/`' },
  ACCOUNTS_FILE: { meaning: 'The accounts file; only Plan reads it', example: '`accounts.json` beside the bundle' },
  SETTINGS: { meaning: 'Settings that differ from their defaults, as JSON', example: '`{}`' },
  SP_API_ALLOWED_HOSTS: {
    meaning: 'Hosts beside Amazon’s that endpoint and documents may lie on, plain http too: `host[:port]`, separated by commas',
    example: 'empty in production',
  },
  LWA_TOKEN_URL: { meaning: 'Where access tokens come from', example: 'Amazon’s' },
  AWS_ENDPOINT_URL: { meaning: 'The SDK’s own; also `AWS_ENDPOINT_URL_S3`, `_DYNAMODB`, `_SECRETS_MANAGER`, `_SFN`', example: 'AWS’s' },
  POWERTOOLS_SERVICE_NAME: { meaning: 'Service in each log line', example: 'set by the stack' },
  POWERTOOLS_METRICS_NAMESPACE: { meaning: 'CloudWatch namespace of the metrics', example: 'set by the stack' },
  POWERTOOLS_LOG_LEVEL: { meaning: '`DEBUG`, `INFO`, `WARN`, `ERROR` or `SILENT`', example: '`INFO`' },
  NODE_OPTIONS: { meaning: 'Source maps; Download and Tabulate: the size of the heap instead', example: 'set by the stack' },
  MALLOC_ARENA_MAX: {
    meaning: 'Tabulate: keeps memory from growing by fragments; also `MALLOC_MMAP_THRESHOLD_`',
    example: 'set by the stack',
  },
} as const;

export type EnvironmentName = keyof typeof environment;
