import type { Job } from '../../lambdas/core/record/jobs.ts';
import { shortWindow } from './quantities.ts';

type Named = Pick<Job, 'type' | 'marketplace' | 'options'>;

/** `VendorSalesReport US MANUFACTURING DAY RETAIL`: a series, for people. */
export const seriesName = ({ type, marketplace, options }: Named): string => [type, marketplace, ...Object.values(options)].join(' ');

/** `VendorSalesReport US MANUFACTURING DAY RETAIL 2026-11-20`: a report, for people; its key is for machines. */
export const reportName = (job: Named & Pick<Job, 'window'>): string => `${seriesName(job)} ${shortWindow(job.window)}`;
