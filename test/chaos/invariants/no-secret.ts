import { sampleApplication, sampleSeller, sampleVendor } from '../../harness/selling-partner/an-amazon.ts';
import type { Witness } from '../witness.ts';

/** (f) Secrets, tokens and document URLs appear in no log, state, error, metadata or summary. */
export const noSecret = (witness: Witness): string[] => {
  const { logs, metrics, executions, ledger, summaries, bucket, tokens } = witness;
  const places = {
    'a log': JSON.stringify(logs),
    'a metric': JSON.stringify(metrics),
    'the state of an execution': JSON.stringify(executions),
    'the ledger': JSON.stringify(ledger),
    'a summary': JSON.stringify(summaries),
    'the metadata of an object': JSON.stringify(Object.entries(bucket).map(([key, { metadata }]) => ({ key, metadata }))),
  };
  const planted = {
    'the client secret': sampleApplication.clientSecrets,
    'a refresh token': [sampleVendor.refreshToken, sampleSeller.refreshToken, 'Atzr|'],
    'an access token': [...tokens, 'Atza|'],
    'the URL of a document': ['X-Amz-Signature', 'tortuga-prod'],
  };
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(planted).flatMap(([what, secrets]) =>
      secrets.some((secret) => text.includes(secret)) ? [`${what} stands in ${place}`] : [],
    ),
  );
};
