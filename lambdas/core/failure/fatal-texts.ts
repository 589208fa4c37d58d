import type { ReasonCode } from '../record/outcome.ts';

/** What a FATAL report's text can mean. */
export type FatalReason = Extract<
  ReasonCode,
  'not-yet-published' | 'cool-down' | 'wrong-parameters' | 'access-denied' | 'ambiguous-refusal' | 'span-refused'
>;

/** A reason, and what a person can change; `mayBeSpan`: asked for fewer periods at once, Amazon may have it. */
export type FatalMeaning = { reason: FatalReason; advice: string; mayBeSpan?: true };

type KnownText = FatalMeaning & {
  /** Matched loosely: all known texts are users' pastes, and Amazon promises no wording. The first that matches counts. */
  pattern: RegExp;
  /** Where users report it. */
  source: string;
};

const newRole =
  'A role or Brand Registry is missing. A role must be added to the application, the application listed again, and the selling partner must authorise it again: only the new refresh token carries the role.';

/** Every known text with which Amazon refuses a report, most specific first. In an advice, `{marketplace}` is the job's. */
export const knownTexts: readonly KnownText[] = [
  {
    pattern: /marketplace ?ids? (did|does|do) not match|marketplaces? .*not (associated|allowed|supported|valid)/i,
    reason: 'wrong-parameters',
    advice:
      'Amazon does not serve this report in marketplace {marketplace}: take {marketplace} out of the account, or narrow "marketplaces" of this report entry.',
    source: 'users of vendor reports, two wordings; selling-partner-api-models#4718, #4899 (createReport)',
  },
  {
    pattern: /manufactur\w* role/i,
    reason: 'wrong-parameters',
    advice: 'This vendor group has no manufacturer code: ask for "distributorView": "SOURCING" instead of "MANUFACTURING".',
    source: 'users of vendor reports',
  },
  {
    pattern: /invalid user inputs|vendor group rights/i,
    reason: 'wrong-parameters',
    advice:
      'This combination of view, programme and marketplace is not this vendor’s: change "distributorView", "sellingProgram" or the marketplace ({marketplace}).',
    source: 'selling-partner-api-models#2572, #2778',
  },
  {
    pattern: /sellingProgram\b.*invalid/i,
    reason: 'wrong-parameters',
    advice: 'Change "sellingProgram": this vendor or report type does not have that programme.',
    source: 'users of vendor reports',
  },
  {
    pattern: /distributorView\b.*invalid/i,
    reason: 'wrong-parameters',
    advice: 'Change "distributorView" to the other of MANUFACTURING and SOURCING.',
    source: 'users of vendor reports',
  },
  {
    pattern: /range exceeded|only up ?to \d+ days/i,
    reason: 'span-refused',
    advice: 'Ask for a shorter span: "longestSpanPeriods" of the report entry sets it.',
    mayBeSpan: true,
    source: 'selling-partner-api-models#2591',
  },
  {
    pattern: /must be the same (day|week|month|quarter|year) as/i,
    reason: 'span-refused',
    advice: 'Ask for one period at once: "longestSpanPeriods": 1 in the report entry.',
    mayBeSpan: true,
    source: 'selling-partner-api-models#2726',
  },
  {
    pattern: /not (yet )?(been )?(available|published|ready)|not yet/i,
    reason: 'not-yet-published',
    advice: 'Amazon has not published the period: "publishedAfterHours" of the report entry asks for it later from the start.',
    source: 'selling-partner-api-docs#2444',
  },
  {
    pattern: /too (often|frequent|many)|frequen(t|cy)|cool.?down|recently requested|already requested/i,
    reason: 'cool-down',
    advice: 'The same was asked for within 30 minutes (near real time) or 4 hours (daily reports): ask for this report less often.',
    source: 'selling-partner-api-docs#82',
  },
  {
    pattern: /not (authori[sz]ed|permitted|eligible|entitled)|access.*denied|unauthori[sz]ed|permission|brand registry/i,
    reason: 'access-denied',
    advice: newRole,
    source: 'selling-partner-api-models#4508, #5296',
  },
  {
    pattern: /a client error occurred/i,
    reason: 'ambiguous-refusal',
    advice:
      'Brand analytics says this of unpublished periods, of periods past retention and of wrong parameters alike: check options and dates.',
    mayBeSpan: true,
    source: 'users of brand analytics reports',
  },
  {
    pattern: /requested data is unavailable/i,
    reason: 'ambiguous-refusal',
    advice: 'The period may be unpublished or past retention, or the span too long: check the dates.',
    mayBeSpan: true,
    source: 'selling-partner-api-docs#2444',
  },
  {
    pattern: /internal (server )?error/i,
    reason: 'ambiguous-refusal',
    advice: 'Amazon’s side failed: if it persists, ask Amazon’s support with the report’s id.',
    source: 'users of several types',
  },
  {
    pattern: /requires the .*reportOption/i,
    reason: 'wrong-parameters',
    advice: 'Add the option that Amazon names to the report entry.',
    source: 'public importers',
  },
  {
    pattern: /does not support the .*reportOption/i,
    reason: 'wrong-parameters',
    advice: 'Take the option that Amazon names out of the report entry.',
    source: 'selling-partner-api-docs#2305, selling-partner-api-models#4866',
  },
  {
    pattern: /data(Start|End)Time .*must be (supplied|specified)/i,
    reason: 'wrong-parameters',
    advice: 'This type needs dates: give the entry "from" and "to".',
    source: 'public importers',
  },
  {
    pattern: /reportoption|must be (a|the)|please provide|does not support|required|invalid|not valid/i,
    reason: 'wrong-parameters',
    advice: 'Correct the report’s options or dates in the accounts file.',
    source: 'selling-partner-api-models#2048; users of WEEK alignment',
  },
];

/** A FATAL report without a text is usually one asked for too often (selling-partner-api-docs#82). */
const withoutText: FatalMeaning = {
  reason: 'cool-down',
  advice: 'Amazon gave no reason, as it does when the same is asked for too often: ask again after some hours.',
};

const unknownText: FatalMeaning = {
  reason: 'ambiguous-refusal',
  advice: 'No user has reported this text yet: compare options and dates with Amazon’s documentation of the report type.',
};

/** What the text of an error document means, and what a person can change. */
export const fatalMeaning = (text: string | undefined, { marketplace }: { marketplace: string }): FatalMeaning => {
  const isEmpty = text === undefined || text.trim() === '';
  const known = isEmpty ? withoutText : (knownTexts.find(({ pattern }) => pattern.test(text)) ?? unknownText);
  const { reason, advice, mayBeSpan } = known;
  return { reason, advice: advice.replaceAll('{marketplace}', marketplace), ...(mayBeSpan && { mayBeSpan }) };
};

/** The names under which an error document has its sentence: vendors and brand analytics, coupons and promotions. */
const sentenceKeys = ['errorDetails', 'reportRequestError'];

/** The sentence inside an error document. */
export const fatalText = (document: string): string => {
  try {
    const parsed: unknown = JSON.parse(document.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null) {
      const text = Object.entries(parsed).find(([name]) => sentenceKeys.includes(name))?.[1];
      if (typeof text === 'string') return text;
    }
  } catch {
    // Not JSON: the raw text says what there is to say.
  }
  return document;
};
