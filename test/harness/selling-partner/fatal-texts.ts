/**
 * The texts of error documents as users pasted them; Amazon promises no wording.
 * @see models#2048, docs#2305, docs#2444 and public importers
 */
export const fatalTexts = {
  notYetAvailable: 'The report data for the requested date range is not yet available.',
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
