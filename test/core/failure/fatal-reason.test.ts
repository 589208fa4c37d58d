import { expect, test } from 'vitest';
import { fatalReason, fatalText } from '../../../lambdas/core/failure/fatal-reason.ts';

test.for([
  ['The report data for the requested date range is not yet available.', 'not-yet-published'],
  [
    'A client error occurred. Please double check that your parameters are valid and fulfill the requirements of the report type.',
    'ambiguous-refusal',
  ],
  ['The requested data is unavailable. Please try a different date range', 'ambiguous-refusal'],
  ['This report type requires the reportPeriod, distributorView, sellingProgram reportOption to be specified.', 'wrong-parameters'],
  ['This report type does not support the viewBy reportOption. Please remove this reportOption', 'wrong-parameters'],
  ['dataStartTime and dataEndTime must be supplied', 'wrong-parameters'],
  ['dataStartTime must be a Sunday when reportPeriod=WEEK', 'wrong-parameters'],
  ['Please provide report options promotionStartDateFrom and promotionStartDateTo in the standard ISO-8601 format.', 'wrong-parameters'],
  ['You are not authorized to access this report.', 'access-denied'],
  ['This report was requested too frequently.', 'cool-down'],
  ['Something that nobody has seen before', 'ambiguous-refusal'],
  ['', 'cool-down'],
] as const)('“%s” means %s', ([text, reason]) => {
  expect(fatalReason(text)).toBe(reason);
});

test('a FATAL report without a reason document counts as asked for too often', () => {
  expect(fatalReason(undefined)).toBe('cool-down');
});

test.for([
  ['{"errorDetails":"told"}', 'told'],
  ['\uFEFF{"reportRequestError":"told"}', 'told'],
  ['plain words', 'plain words'],
  ['{"other":1}', '{"other":1}'],
] as const)('the sentence in %s is %s', ([document, text]) => {
  expect(fatalText(document)).toBe(text);
});
