import type { ReportDocumentId, ReportId } from './jobs.ts';

export type ProcessingStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED' | 'FATAL';

/** A report as getReport and getReports return it. Amazon does not return the options. */
export type AmazonReport = {
  reportId: ReportId;
  reportType: string;
  processingStatus: ProcessingStatus;
  createdTime: string;
  marketplaceIds?: string[] | undefined;
  dataStartTime?: string | undefined;
  dataEndTime?: string | undefined;
  processingStartTime?: string | undefined;
  processingEndTime?: string | undefined;
  reportDocumentId?: ReportDocumentId | undefined;
};
