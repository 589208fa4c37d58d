import { dayStartMs } from '../../lambdas/core/planning/windows/window.ts';
import { seededRandom } from '../../test/harness/selling-partner/random.ts';

/** One account of the fleet: what its morning depends on. */
export type FleetAccount = {
  name: string;
  seed: number;
  timeZone: string;
  /** Six in the morning there, and how much later within the flexible window its schedule fires. */
  scheduledMs: number;
  delaySeconds: number;
  reports: number;
};

/** Where the fleet's schedules have their zones: most in North America. All sell in the United States, for which the harness has a secret. */
const timeZones = [
  'America/Los_Angeles',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'Europe/London',
  'Europe/Berlin',
] as const;

/** A Wednesday. */
const DAY = '2026-11-25';
const SIX_HOURS_MS = 6 * 3_600_000;

/** The given number of vendors, each with its schedule at six, in turn over the zones. */
export const fleetOf = (count: number, reports: number, flexibleWindowMinutes: number): FleetAccount[] =>
  Array.from({ length: count }, (_, index) => {
    const seed = index + 1;
    const timeZone = timeZones[index % timeZones.length] ?? timeZones[0];
    return {
      name: `vendor-${String(seed).padStart(3, '0')}`,
      seed,
      timeZone,
      scheduledMs: dayStartMs(DAY, timeZone) + SIX_HOURS_MS,
      // EventBridge Scheduler picks an instant of the window for itself.
      delaySeconds: Math.floor(seededRandom(seed)() * flexibleWindowMinutes * 60),
      reports,
    };
  });

/** Its entry of an accounts file: as many series as it has reports, each of which asks for one window on its first morning. */
export const accountOf = ({ name, timeZone, reports }: FleetAccount) => ({
  name,
  kind: 'vendor',
  marketplaces: ['US'],
  timeZone,
  schedule: 'cron(0 6 * * ? *)',
  reports: series.slice(0, reports),
});

const periods = ['DAY', 'WEEK', 'MONTH', 'QUARTER'];
const views = ['MANUFACTURING', 'SOURCING'];
const brandAnalytics = ['BrandAnalyticsMarketBasketReport', 'BrandAnalyticsSearchTermsReport', 'BrandAnalyticsRepeatPurchaseReport'];

const series = [
  ...['VendorRealTimeInventoryReport', 'VendorRealTimeSalesReport', 'VendorRealTimeTrafficReport'].map((type) => ({ type })),
  ...brandAnalytics.map((type) => ({ type, options: { reportPeriod: 'WEEK' } })),
  { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
  ...['CouponPerformanceReport', 'PromotionPerformanceReport'].map((type) => ({ type })),
  ...periods.flatMap((reportPeriod) => [
    ...['VendorTrafficReport', 'VendorNetPureProductMarginReport'].map((type) => ({ type, options: { reportPeriod } })),
    ...['VendorSalesReport', 'VendorInventoryReport'].flatMap((type) =>
      views.map((distributorView) => ({ type, options: { reportPeriod, distributorView, sellingProgram: 'RETAIL' } })),
    ),
  ]),
  ...views.flatMap((distributorView) =>
    periods.map((reportPeriod) => ({ type: 'VendorSalesReport', options: { reportPeriod, distributorView, sellingProgram: 'BUSINESS' } })),
  ),
];

/** No account of the fleet can have more. */
export const MOST_REPORTS = series.length;
