import { expect, test } from 'vitest';
import { fatalMeaning, fatalText } from '../../../lambdas/core/failure/fatal-texts.ts';
import { fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';

const meaning = (text: string | undefined) => fatalMeaning(text, { marketplace: 'CA' });

test.for([
  [fatalTexts.notYetAvailable, 'not-yet-published', /publishedAfterHours/],
  [fatalTexts.notYetAvailableTryLater, 'not-yet-published', /publishedAfterHours/],
  [fatalTexts.clientError, 'ambiguous-refusal', /options and dates/],
  [fatalTexts.unavailable, 'ambiguous-refusal', /span/],
  [fatalTexts.optionsMissing(['reportPeriod', 'distributorView', 'sellingProgram']), 'wrong-parameters', /^Add the option/],
  [fatalTexts.optionUnknown('viewBy'), 'wrong-parameters', /^Take the option/],
  [fatalTexts.datesMissing, 'wrong-parameters', /"from" and "to"/],
  [fatalTexts.notASunday, 'wrong-parameters', /options or dates/],
  [fatalTexts.startDatesMissing('promotionStartDateFrom', 'promotionStartDateTo'), 'wrong-parameters', /options or dates/],
  [fatalTexts.marketplaceMismatch, 'wrong-parameters', /take CA out .* "marketplaces"/],
  [fatalTexts.marketplacesMismatch, 'wrong-parameters', /take CA out .* "marketplaces"/],
  [fatalTexts.noManufacturerCode, 'wrong-parameters', /SOURCING/],
  [fatalTexts.invalidUserInputs, 'wrong-parameters', /"distributorView", "sellingProgram" or the marketplace \(CA\)/],
  [fatalTexts.invalidValue('sellingProgram'), 'wrong-parameters', /"sellingProgram"/],
  [fatalTexts.invalidValue('distributorView'), 'wrong-parameters', /"distributorView"/],
  [fatalTexts.rangeExceeded(7), 'span-refused', /shorter span/],
  [fatalTexts.oneDayOnly, 'span-refused', /one period/],
  ['You are not authorized to access this report.', 'access-denied', /new refresh token/],
  ['This report was requested too frequently.', 'cool-down', /less often/],
  ['Something that was never seen before', 'ambiguous-refusal', /documentation/],
  ['', 'cool-down', /after some hours/],
] as const)('“%s” means %s, and the advice names what to change', ([text, reason, advice]) => {
  expect(meaning(text)).toMatchObject({ reason, advice: expect.stringMatching(advice) });
});

test('a FATAL report without a reason document counts as asked for too often', () => {
  expect(meaning(undefined).reason).toBe('cool-down');
});

test.for([
  ['{"errorDetails":"reason"}', 'reason'],
  ['\uFEFF{"reportRequestError":"reason"}', 'reason'],
  ['plain words', 'plain words'],
  ['{"other":1}', '{"other":1}'],
] as const)('the sentence in %s is %s', ([document, text]) => {
  expect(fatalText(document)).toBe(text);
});
