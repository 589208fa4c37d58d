import { fatalTexts } from './selling-partner/reports/fatal-texts.ts';
import type { AmazonState, Behaviour, Plan } from './selling-partner/types.ts';

/** How Amazon behaves in a local run. */
export type Scenario = {
  /** What it shows, for `--help`. */
  about: string;
  /** By Amazon's report type, where a list has one entry for each request in turn; or plans with their conditions, in order. */
  plans: Record<string, Behaviour | readonly Behaviour[]> | readonly Plan[];
  maxRuntimeMinutes: number;
  /** How long after the start Amazon drops all access tokens, as if they had expired during the run. */
  tokensExpireAfterSeconds?: number;
  hiddenLimits?: AmazonState['hiddenLimits'];
};

/** Ready within some seconds, so that a first run takes less than half a minute. */
export const quick: Behaviour = { queueSeconds: [1, 2], progressSeconds: [1, 4] };

const everyday: Scenario = { about: 'everything is saved', plans: {}, maxRuntimeMinutes: 5 };

const slow: Scenario = {
  about: 'some are still IN_PROGRESS at the deadline; run it again to finish them',
  plans: {
    GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT: { queueSeconds: 1, progressSeconds: 20 },
    GET_VENDOR_INVENTORY_REPORT: { queueSeconds: 1, progressSeconds: 20 },
    GET_VENDOR_FORECASTING_REPORT: { queueSeconds: 18, progressSeconds: 2 },
  },
  maxRuntimeMinutes: 0.2,
};

const damagedForGood: Behaviour = { ...quick, document: { damage: { kind: 'corrupt-trailer' } } };

const badDay: Scenario = {
  about: 'refused, cancelled, throttled, damaged: it fails and says why; then --redrive',
  plans: {
    GET_VENDOR_SALES_REPORT: [{ ...quick, end: 'FATAL', fatalText: fatalTexts.optionsMissing(['sellingProgram']) }, quick],
    GET_VENDOR_INVENTORY_REPORT: { ...quick, end: 'FATAL', fatalText: fatalTexts.notYetAvailable },
    GET_VENDOR_TRAFFIC_REPORT: { ...quick, end: 'CANCELLED' },
    GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT: { ...quick, document: false },
    GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT: {
      ...quick,
      document: { damage: { kind: 'truncated', atByte: -200, contentLength: 'absent' }, damagedDownloads: 1 },
    },
    GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT: { ...quick, document: { packing: 'none', flag: 'GZIP' } },
    // Damaged at Amazon, and so are the two that a run asks for instead; the one of the redrive is good.
    GET_BRAND_ANALYTICS_REPEAT_PURCHASE_REPORT: [damagedForGood, damagedForGood, damagedForGood, quick],
    GET_VENDOR_REAL_TIME_SALES_REPORT: { ...quick, notFoundSeconds: 3 },
  },
  /** It is over long before; a slow machine needs more. */
  maxRuntimeMinutes: 3,
  tokensExpireAfterSeconds: 5,
  /** The eleventh request of a burst meets a limit that Amazon does not publish. */
  hiddenLimits: { createReport: { ratePerSecond: 0.4, burst: 10 } },
};

const restated: Scenario = {
  about: 'vendor sales that are asked for again (--force) are other figures than before',
  plans: { GET_VENDOR_SALES_REPORT: { ...quick, document: { restates: 3 } } },
  maxRuntimeMinutes: 5,
};

const noRole: Behaviour = { refusal: { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' } };
const notTheirs: Behaviour = { ...quick, end: 'FATAL', fatalText: fatalTexts.invalidUserInputs };

/** A vendor that only distributes, in retail alone, without Brand Registry; and an application without the role of promotions. */
const partialRights: Scenario = {
  about: 'accounts that may not ask for everything: for accounts discover',
  plans: [
    ...['MARKET_BASKET', 'SEARCH_TERMS', 'REPEAT_PURCHASE'].map((name) => ({
      match: { reportType: `GET_BRAND_ANALYTICS_${name}_REPORT` },
      behaviour: noRole,
    })),
    { match: { reportType: 'GET_PROMOTION_PERFORMANCE_REPORT' }, behaviour: noRole },
    {
      match: { reportOptions: { distributorView: 'MANUFACTURING' } },
      behaviour: { ...quick, end: 'FATAL', fatalText: fatalTexts.noManufacturerCode },
    },
    { match: { reportOptions: { sellingProgram: 'BUSINESS' } }, behaviour: notTheirs },
    { match: { reportOptions: { sellingProgram: 'FRESH' } }, behaviour: notTheirs },
  ],
  maxRuntimeMinutes: 3,
};

export const scenarios = {
  everyday,
  slow,
  'bad-day': badDay,
  restated,
  'partial-rights': partialRights,
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof scenarios;
