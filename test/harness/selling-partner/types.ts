/** The state, requests and answers of the fake Amazon. Everything here is plain data, so that a state can be saved as JSON and read again. */

export type Operation =
  | 'token'
  | 'createReport'
  | 'getReport'
  | 'getReports'
  | 'cancelReport'
  | 'getReportDocument'
  | 'downloadDocument'
  | 'unknown';

/** The operations that Amazon rations. */
export type RationedOperation = 'createReport' | 'getReport' | 'getReports' | 'cancelReport' | 'getReportDocument';

export type AccountKind = 'vendor' | 'seller';
export type ProcessingStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED' | 'FATAL';

/** A request as an entrance received it. Header names are lower case; `path` carries the query. */
export type AmazonRequest = { method: string; origin: string; path: string; headers: Record<string, string>; body: string };

/** How a body ends: complete; too short, though the connection closes normally; or cut by a reset. */
export type BodyEnd = 'complete' | 'closed-early' | 'reset';
export type AmazonResponse = {
  status: number;
  headers: Record<string, string>;
  body: string | (() => Iterable<Uint8Array>);
  bodyEnd: BodyEnd;
};

/** A token bucket: refilled evenly, full at first. */
export type Limit = { ratePerSecond: number; burst: number };
/**
 * At most so many createReport calls for one report type in any so many seconds. Users know the numbers and not the form (models#5210,
 * #5240, #5256): a sliding window is the strictest that they may mean.
 */
export type TypeLimit = { calls: number; perSeconds: number; scope: 'account' | 'application' };
export type Bucket = { tokens: number; at: number; foreignAt: number };

/** A fixed number of seconds, or a range from which the seed picks. */
export type Seconds = number | readonly [least: number, most: number];

export type DocumentDamage =
  /** The body ends `atByte` (below zero: counted from its end). With `contentLength: 'kept'` the header still promises the whole. */
  | { kind: 'truncated'; atByte: number; contentLength: 'kept' | 'absent' }
  /** The connection is reset after so many bytes. */
  | { kind: 'cut'; atByte: number }
  /** The gzip trailer's checksum is wrong. */
  | { kind: 'corrupt-trailer' }
  /** Something on the way answers with a text of its own, status 200 and the right length: a proxy's page of HTML, mostly. */
  | { kind: 'replaced'; text: string; contentType: string };

export type DocumentPlan = {
  /** Rows of the main array; a few dozen if left out, 0 for an empty report. */
  rows?: number;
  /** Makes the document this long, on the fly and in constant memory, whatever the size. */
  unpackedBytes?: number;
  /** Sent word for word instead of a generated document. */
  text?: string;
  /** Vendor sales that Amazon restates: some products have this many units more each time that the same report is asked for again. */
  restates?: number;
  bom?: boolean;
  contentType?: string;
  /** What the bytes are; gzip if left out. `members`: one gzip stream, or several one after the other. */
  packing?: 'gzip' | 'none';
  members?: number;
  /** What getReportDocument says they are; the truth if left out. */
  flag?: 'GZIP' | 'absent';
  damage?: DocumentDamage;
  /** Only the first so many downloads are damaged; all, if left out. */
  damagedDownloads?: number;
};

/** What happens to one report. Whatever is left out comes from the state's default behaviour. */
export type Behaviour = {
  queueSeconds?: Seconds;
  progressSeconds?: Seconds;
  /**
   * `IN_QUEUE` and `IN_PROGRESS` mean: stuck there for ever (models#2509, docs#3273).
   * In a plan it overrides Amazon's own checks; in the default behaviour a wrong request still ends FATAL.
   */
  end?: ProcessingStatus;
  /** Left out: a generated one. `false`: DONE without a document. */
  document?: DocumentPlan | false;
  /** DONE is seen this long before the document's id is. */
  documentDelaySeconds?: number;
  /** The reason of a FATAL. `false`: no error document. */
  fatalText?: string | false;
  /** getReport answers 404 for so long after createReport (models#2419). */
  notFoundSeconds?: number;
  /** getReports does not list it for so long after createReport. */
  unlistedSeconds?: number;
  /** createReport itself is refused. */
  refusal?: { status: number; code: string; message: string; details?: string };
};

/** Which requests a plan is for; everything named must hold. Dates compare as instants. */
export type PlanMatch = {
  reportType?: string;
  reportOptions?: Record<string, string>;
  marketplaceId?: string;
  sellingPartnerId?: string;
  dataStartTime?: string;
  dataEndTime?: string;
  /** Requests of more days than that, first and last included. */
  longerThanDays?: number;
  /** Counts the requests that hold in all other points, from 1. */
  nth?: number | { from?: number; to?: number };
};
/** The first plan that holds decides. */
export type Plan = { match: PlanMatch; behaviour: Behaviour };

export type Application = { clientId: string; clientSecrets: string[] };
/** A selling partner's authorisation of an application. */
export type Grant = {
  refreshToken: string;
  clientId: string;
  sellingPartnerId: string;
  kind: AccountKind;
  marketplaceIds: string[];
  revoked: boolean;
};
export type AccessToken = { refreshToken: string; expiresAt: number };

export type ReportRequest = {
  reportType: string;
  marketplaceIds: string[];
  reportOptions: Record<string, string>;
  /** Epoch milliseconds; absent if the request named none. */
  dataStartAt?: number;
  dataEndAt?: number;
};

/** A report as Amazon keeps it. Its status follows from these instants and the time of asking. */
export type ReportRecord = ReportRequest & {
  reportId: string;
  sellingPartnerId: string;
  kind: AccountKind;
  createdAt: number;
  visibleAt: number;
  listedAt: number;
  startAt: number;
  endAt: number;
  documentAt: number;
  end: ProcessingStatus;
  cancelledAt?: number;
  reportDocumentId?: string;
  document?: DocumentPlan;
  downloads: number;
};

/** One request that reached Amazon. */
export type Call = {
  operation: Operation;
  at: number;
  status: number;
  requestId: string;
  sellingPartnerId?: string;
  reportId?: string;
  reportType?: string;
  reportDocumentId?: string;
  throttled?: true;
  /** Which limit rejected it. */
  throttledBy?: 'usage plan' | 'report type';
};

export type FaultKind = 'reset' | 'lost-answer' | 'status' | 'delay' | 'duplicate';
/** A fault between the caller and Amazon. */
export type Fault =
  /** The connection breaks before Amazon receives anything. */
  | { kind: 'reset' }
  /** Amazon acts, but its answer never arrives. */
  | { kind: 'lost-answer' }
  /** Something in between, or Amazon itself, answers with an error; `acted`: Amazon did what was requested nevertheless. */
  | { kind: 'status'; status: number; acted?: boolean }
  /** Slow before and after Amazon acts; then continues as `next` says. */
  | { kind: 'delay'; beforeMs?: number; afterMs?: number; next?: Fault }
  /** The request arrives twice; the caller gets the second answer. */
  | { kind: 'duplicate' };
export type FaultRecord = { kind: FaultKind; operation: Operation; at: number };

export type InterceptedRequest = AmazonRequest & {
  operation: Operation;
  /** How many requests for this operation came through this entrance, this one included. */
  nth: number;
};
export type Intercept = (request: InterceptedRequest) => 'pass' | Fault;

export type AmazonState = {
  seed: number;
  applications: Application[];
  grants: Grant[];
  accessTokens: Record<string, AccessToken>;
  accessTokenSeconds: number;
  urlSeconds: number;
  /** Where document URLs lead; the entrance's own address if left out. */
  documentOrigin?: string;
  /** What Amazon announces in `x-amzn-RateLimit-Limit`, and enforces where `hiddenLimits` does not say otherwise. */
  limits: Record<RationedOperation, Limit>;
  hiddenLimits: Partial<Record<RationedOperation, Limit>>;
  /** createReport only, per report type, on top of the usage plan. */
  hiddenTypeLimits: Record<string, readonly TypeLimit[]>;
  /** When calls passed the limits, by report type and owner of the limit. */
  typeCalls: Record<string, number[]>;
  /** Another client that takes tokens from the same buckets. */
  foreignCallsPerSecond: Partial<Record<RationedOperation, number>>;
  buckets: Record<string, Bucket>;
  /** `enforced`: periods that are not out yet end FATAL; `ignored`: everything is out at once. */
  publication: 'enforced' | 'ignored';
  /** Overrides of the delays in report-types.ts, in hours, by report type. */
  publishedAfterHours: Record<string, number>;
  plans: (Plan & { seen: number })[];
  behaviour: Behaviour;
  reports: ReportRecord[];
  calls: Call[];
  faults: FaultRecord[];
  counters: { requests: number; reports: number; tokens: number };
};

export type Clock = () => number;
export type Sleep = (ms: number) => Promise<void>;
