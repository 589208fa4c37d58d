import { assumed } from '../../infra/cost/cost-model.ts';

/** As `npm run cost` assumes; the documents of this benchmark are smaller. */
const DOCUMENT_MEGABYTES = 5;

/** How long an invocation of a step takes. */
export const secondsOf = (step: string): number => {
  if (step === 'download') return assumed.downloadSeconds(DOCUMENT_MEGABYTES);
  if (step === 'tabulate') return assumed.tabulateSeconds(DOCUMENT_MEGABYTES);
  const { seconds } = assumed;
  return new Map<string, number>(Object.entries(seconds)).get(step) ?? seconds.request;
};
