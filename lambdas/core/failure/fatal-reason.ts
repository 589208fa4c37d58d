import type { ReasonCode } from '../record/outcome.ts';

/**
 * What a FATAL report's text means. Wording is not a contract (all known texts are users' pastes), so the match is loose
 * and the raw text is kept in the outcome.
 */
export type FatalReason = Extract<
  ReasonCode,
  'not-yet-published' | 'cool-down' | 'wrong-parameters' | 'access-denied' | 'ambiguous-refusal'
>;

const KNOWN: readonly (readonly [RegExp, FatalReason])[] = [
  // selling-partner-api-docs#2444 and its family: the period is not out yet.
  [/not (yet )?(been )?(available|published|ready)|not yet/i, 'not-yet-published'],
  // selling-partner-api-docs#82: asked again within 30 minutes (near real time) or 4 hours (daily reports).
  [/too (often|frequent|many)|frequen(t|cy)|cool.?down|recently requested|already requested/i, 'cool-down'],
  // selling-partner-api-models#4508: a role or Brand Registry is missing.
  [/not (authori[sz]ed|permitted|eligible|entitled)|access.*denied|unauthori[sz]ed|permission|brand registry/i, 'access-denied'],
  // Brand analytics answers this for unpublished periods, for periods past retention and for wrong parameters alike.
  [/a client error occurred|requested data is unavailable|internal (server )?error/i, 'ambiguous-refusal'],
  // selling-partner-api-docs#2305, models#2048, models#4866 and users of WEEK alignment.
  [/reportoption|must be (a|the|supplied|specified)|please provide|does not support|required|invalid|not valid/i, 'wrong-parameters'],
];

/** Classifies the text of an error document. A FATAL report without a text is usually one asked for too often (docs#82). */
export const fatalReason = (text: string | undefined): FatalReason => {
  if (text === undefined || text.trim() === '') return 'cool-down';
  return KNOWN.find(([pattern]) => pattern.test(text))?.[1] ?? 'ambiguous-refusal';
};

/** The sentence inside an error document: vendors and brand analytics say `errorDetails`, coupons and promotions `reportRequestError`. */
export const fatalText = (document: string): string => {
  try {
    const parsed: unknown = JSON.parse(document.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null) {
      for (const key of ['errorDetails', 'reportRequestError']) {
        const text = Object.entries(parsed).find(([name]) => name === key)?.[1];
        if (typeof text === 'string') return text;
      }
    }
  } catch {
    // Not JSON: the raw text says what there is to say.
  }
  return document;
};
