/**
 * The texts of error documents as users pasted them; Amazon promises no wording.
 * @see models#2048, #2572, #2591, #2726, docs#2305, #2444 and public importers
 */
export const fatalTexts = {
  notYetAvailable: 'The report data for the requested date range is not yet available.',
  notYetAvailableTryLater:
    'The report data for the requested date range is not yet available. Try submitting this createReport request at a later time, or modify dataEndTime to be an earlier date.',
  marketplaceMismatch: 'The requested marketplaceId did not match the marketplace associated with the selling partner account.',
  marketplacesMismatch: 'Requested marketplaceIds do not match the marketplace associated with the selling partner account',
  noManufacturerCode: 'No vendor code set as manufacturing role for vendor group.',
  invalidUserInputs:
    'Report requested with invalid user inputs. Please verify if you have correct Vendor Group Rights and/or required permissions to access this report.',
  invalidValue: (name: string) => `The ${name} parameter contains an invalid value`,
  rangeExceeded: (days: number) => `Date range exceeded. Report can be requested only upto ${days} days`,
  oneDayOnly: 'dataStartTime must be the same day as dataEndTime when reportPeriod=DAY',
  clientError:
    'A client error occurred. Please double check that your parameters are valid and fulfill the requirements of the report type.',
  unavailable: 'The requested data is unavailable. Please try a different date range',
  datesMissing: 'dataStartTime and dataEndTime must be supplied',
  notASunday: 'dataStartTime must be a Sunday when reportPeriod=WEEK',
  optionsMissing: (names: readonly string[]) =>
    `This report type requires the ${names.join(', ')} reportOption to be specified. Please review the document for this report type on GitHub, and specify this reportOption in your request.`,
  optionUnknown: (name: string) =>
    `This report type does not support the ${name} reportOption. Please review the document for this report type on GitHub, and remove this reportOption from your request.`,
  misaligned: (field: string, day: string, period: string) => `${field} must be ${day} when reportPeriod=${period}`,
  startDatesMissing: (from: string, to: string) =>
    `Please provide report options ${from} and ${to} in the standard ISO-8601 zoned date and time format. For example: "2011-12-03T10:15:30Z".`,
} as const;

/** Campaign reports call it `reportRequestError`, all others `errorDetails`. */
export const errorDocument = (reportType: string, text: string): string => {
  const key = /COUPON|PROMOTION/.test(reportType) ? 'reportRequestError' : 'errorDetails';
  return JSON.stringify({ [key]: text });
};
