import { sampleApplication, sampleSeller, sampleVendor } from '../../harness/selling-partner/an-amazon.ts';
import type { Witness } from '../play/witness.ts';

const planted: Record<string, readonly string[]> = {
  'the client secret': sampleApplication.clientSecrets,
  'a refresh token': [sampleVendor.refreshToken, sampleSeller.refreshToken, 'Atzr|'],
  'an access token': ['Atza|'],
  'the URL of a document': ['X-Amz-Signature', 'tortuga-prod'],
};

/** (f) Secrets, tokens and document URLs appear in no log, state, error, metadata or summary. */
export const noSecret = ({ logs, metrics, executions, ledger, summaries, bucket }: Witness): string[] => {
  const places: Record<string, readonly unknown[]> = {
    'a log': logs,
    'a metric': metrics,
    'the state of an execution': executions.flatMap(({ history, ...execution }) => [execution, ...history]),
    'the ledger': [ledger],
    'a summary': summaries,
    'the metadata of an object': Object.entries(bucket).map(([key, { metadata }]) => ({ key, metadata })),
  };
  return Object.entries(places).flatMap(([place, things]) =>
    [...new Set(things.flatMap(secretsIn))].map((what) => `${what} is in ${place}`),
  );
};

const secretsIn = (thing: unknown): string[] => {
  const text = JSON.stringify(thing);
  return Object.entries(planted).flatMap(([what, secrets]) => (secrets.some((secret) => text.includes(secret)) ? [what] : []));
};
