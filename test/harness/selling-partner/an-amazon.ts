import { knownTypeLimits, publishedLimits } from './buckets.ts';
import { reportFrom } from './reports/create-report.ts';
import type { AmazonState, Application, Behaviour, Call, Grant, Operation, Plan, ProcessingStatus, ReportRecord } from './types.ts';

/** The identifiers of the one application and the one vendor that `anAmazon` knows by default. */
export const sampleApplication: Application = { clientId: 'amzn1.application-oa2-client.sample', clientSecrets: ['sample-client-secret'] };
export const sampleVendor: Grant = {
  refreshToken: 'Atzr|sample-vendor',
  clientId: sampleApplication.clientId,
  sellingPartnerId: 'amzn1.vg.1',
  kind: 'vendor',
  marketplaceIds: ['ATVPDKIKX0DER'],
  revoked: false,
};
export const sampleSeller: Grant = {
  ...sampleVendor,
  refreshToken: 'Atzr|sample-seller',
  sellingPartnerId: 'A2SAMPLESELLER',
  kind: 'seller',
  marketplaceIds: ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2'],
};

/** A report that Amazon has already, whatever it was asked for with. */
export type ExistingReport = Behaviour & {
  processingStatus?: ProcessingStatus;
  reportType?: string;
  reportOptions?: Record<string, string>;
  marketplaceIds?: string[];
  dataStartTime?: string;
  dataEndTime?: string;
  /** Left out: 1970, so that it reached its status long ago; such a report never grows too old to be seen. */
  createdTime?: string;
  sellingPartnerId?: string;
  reportDocumentId?: string;
};

export type AmazonOptions = Partial<
  Omit<AmazonState, 'reports' | 'plans' | 'grants' | 'limits' | 'calls' | 'faults' | 'buckets' | 'typeCalls' | 'counters' | 'accessTokens'>
> & {
  /** Existing reports by id. */
  reports?: Record<string, ExistingReport>;
  /** What happens to new reports: plans in order, or a behaviour per report type; a list has one for each request in turn, and the last for all later ones. */
  plans?: readonly Plan[] | Record<string, Behaviour | readonly Behaviour[]>;
  /** Missing fields are the sample vendor's. */
  grants?: readonly (Partial<Grant> & { refreshToken: string })[];
  /** Missing operations keep their published limits. */
  limits?: Partial<AmazonState['limits']>;
};

/** An Amazon that makes every report within a minute and a half, enforces its published limits, and has had no calls yet. */
export const anAmazon = ({ reports = {}, plans = [], grants, behaviour, limits, ...options }: AmazonOptions = {}): AmazonState => {
  const state: AmazonState = {
    seed: 1,
    applications: [sampleApplication],
    grants: grants?.map((grant) => ({ ...sampleVendor, ...grant })) ?? [{ ...sampleVendor }, { ...sampleSeller }],
    accessTokens: {},
    accessTokenSeconds: 3600,
    urlSeconds: 300,
    limits: { ...publishedLimits, ...limits },
    hiddenLimits: {},
    hiddenTypeLimits: knownTypeLimits,
    typeCalls: {},
    foreignCallsPerSecond: {},
    buckets: {},
    publication: 'enforced',
    publishedAfterHours: {},
    plans: asPlans(plans).map((plan) => ({ ...plan, seen: 0 })),
    behaviour: { queueSeconds: 30, progressSeconds: 60, ...behaviour },
    reports: [],
    calls: [],
    faults: [],
    counters: { requests: 0, reports: 0, tokens: 0 },
    ...options,
  };
  for (const [reportId, report] of Object.entries(reports)) state.reports.push(existing(state, reportId, report));
  return state;
};

const asPlans = (plans: NonNullable<AmazonOptions['plans']>): Plan[] => {
  if (isPlanList(plans)) return [...plans];
  return Object.entries(plans).flatMap(([reportType, behaviours]) => {
    const list = isBehaviourList(behaviours) ? behaviours : [behaviours];
    return list.map((behaviour, index) => {
      const nth = index === list.length - 1 ? { from: index + 1 } : index + 1;
      return { match: { reportType, nth }, behaviour };
    });
  });
};
const isPlanList = (plans: NonNullable<AmazonOptions['plans']>): plans is readonly Plan[] => Array.isArray(plans);
const isBehaviourList = (one: Behaviour | readonly Behaviour[]): one is readonly Behaviour[] => Array.isArray(one);

const existing = (state: AmazonState, reportId: string, report: ExistingReport): ReportRecord => {
  const { processingStatus = 'DONE', reportType = 'GET_VENDOR_SALES_REPORT', reportOptions = {}, ...rest } = report;
  const { dataStartTime, dataEndTime, createdTime, sellingPartnerId, marketplaceIds, reportDocumentId, ...behaviour } = rest;
  const grant = state.grants.find((one) => one.sellingPartnerId === sellingPartnerId) ?? state.grants[0] ?? sampleVendor;
  const asked = {
    reportType,
    reportOptions,
    marketplaceIds: marketplaceIds ?? grant.marketplaceIds.slice(0, 1),
    ...(dataStartTime === undefined ? {} : { dataStartAt: Date.parse(dataStartTime) }),
    ...(dataEndTime === undefined ? {} : { dataEndAt: Date.parse(dataEndTime) }),
  };
  const atOnce = { queueSeconds: 0, progressSeconds: 0, end: processingStatus, ...behaviour };
  const record = reportFrom(state, asked, grant, atOnce, createdTime === undefined ? 0 : Date.parse(createdTime));
  return {
    ...record,
    reportId,
    ...(record.reportDocumentId === undefined ? {} : { reportDocumentId: reportDocumentId ?? `${reportId}-document` }),
  };
};

/** From now on this authorisation is refused. */
export const revoke = (state: AmazonState, refreshToken: string): void => {
  for (const grant of state.grants) if (grant.refreshToken === refreshToken) grant.revoked = true;
};

/** How often Amazon was called, per operation; `throttled` counts the rejected ones among them. */
export const callCounts = (state: AmazonState): Record<Operation | 'throttled', number> => {
  const count = (holds: (call: Call) => boolean) => state.calls.filter(holds).length;
  const of = (operation: Operation) => count((call) => call.operation === operation);
  return {
    token: of('token'),
    createReport: of('createReport'),
    getReport: of('getReport'),
    getReports: of('getReports'),
    cancelReport: of('cancelReport'),
    getReportDocument: of('getReportDocument'),
    downloadDocument: of('downloadDocument'),
    unknown: of('unknown'),
    throttled: count((call) => call.throttled === true),
  };
};
