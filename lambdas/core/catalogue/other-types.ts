/**
 * A report type of Amazon's without an entry in the catalogue, which a generic entry asks for by Amazon's name. Any name is taken:
 * these are the ones that sellers want most, with what is known of them.
 */
export type OtherType = {
  /** One line: what a row is. */
  meaning: string;
  /** Which of the two a generic entry says. */
  ask: 'lastDays' | 'snapshot';
  /** The most days that one request may ask for. */
  longestSpanDays?: number;
  /** How many days back Amazon has the data, where it is not `generalLookbackDays`. */
  lookbackDays?: number;
};

/**
 * No flat file is known to reach farther back.
 * @see developer-docs.amazon.com/sp-api/docs/report-type-values-order: order reports serve orders of less than two years
 */
export const generalLookbackDays = 730;

/**
 * What most flat files take at once. Where Amazon says nothing of a span, more is asked for only if a person wrote it: orders of more
 * days were once an empty file without an error (models#385).
 */
export const usualSpanDays = 30;

/** FATAL with "Report can be requested only upto 30 days" (models#2591). */
const orderSpan = { longestSpanDays: usualSpanDays };

/** Eighteen months, as public importers have it, and some days inside. */
const ledgerLookback = { lookbackDays: 540 };

/** @see developer-docs.amazon.com/sp-api/docs/report-type-values */
export const otherTypes: Readonly<Record<string, OtherType>> = {
  GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL: { meaning: 'Order items by the day of the order', ask: 'lastDays', ...orderSpan },
  GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL: { meaning: 'Order items by their last change', ask: 'lastDays', ...orderSpan },
  /** "Up to one month of data in a single report" (report-type-values-fba). */
  GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL: { meaning: 'Items that Amazon shipped', ask: 'lastDays', longestSpanDays: 30 },
  GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: { meaning: 'Units that customers returned to Amazon', ask: 'lastDays' },
  GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: { meaning: 'Returns of orders that the seller shipped', ask: 'lastDays' },
  GET_FBA_REIMBURSEMENTS_DATA: { meaning: 'What Amazon paid for lost or damaged stock', ask: 'lastDays' },
  GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA: { meaning: 'Removal orders of FBA stock', ask: 'lastDays' },
  GET_LEDGER_SUMMARY_VIEW_DATA: { meaning: 'FBA stock: balance and movements summed up', ask: 'lastDays', ...ledgerLookback },
  GET_LEDGER_DETAIL_VIEW_DATA: { meaning: 'FBA stock: every movement', ask: 'lastDays', ...ledgerLookback },
  GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA: { meaning: 'FBA stock by SKU', ask: 'snapshot' },
  GET_RESERVED_INVENTORY_DATA: { meaning: 'FBA stock that is reserved, and for what', ask: 'snapshot' },
  GET_FBA_INVENTORY_PLANNING_DATA: { meaning: 'FBA stock by age, with sales and excess', ask: 'snapshot' },
  GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT: { meaning: 'What Amazon would restock', ask: 'snapshot' },
  GET_STRANDED_INVENTORY_UI_DATA: { meaning: 'FBA stock without an offer', ask: 'snapshot' },
  GET_MERCHANT_LISTINGS_ALL_DATA: { meaning: 'All listings of the seller', ask: 'snapshot' },
};

/** How many days back a type can be asked for. */
export const lookbackDaysOf = (apiType: string): number => otherTypes[apiType]?.lookbackDays ?? generalLookbackDays;

const settlement =
  'Amazon makes settlement reports by itself and they cannot be requested (developer-docs.amazon.com/sp-api/docs/report-type-values-settlement)';
const settlementV1 =
  'Amazon replaces this version: read the …_FLAT_FILE_V2 reports that Amazon makes by itself (Selling Partner API changelog, removal on 2026-11-11)';
const subscribeAndSave =
  'Amazon removed this report type on 2025-12-11; its data had been empty since 2025-07-25 (Selling Partner API changelog)';
const restricted =
  'its rows are personal data: Amazon hands the document over for a restricted data token only, which this importer does not ask for (developer-docs.amazon.com/sp-api/docs/tokens-api-use-case-guide)';
const removed = 'Amazon removed this report type (amzn/selling-partner-api-models, commit f53dfd6, 2023-04-26)';

/** Types that Amazon has or had and that no entry may name, with the reason. */
export const refusedTypes: Readonly<Record<string, string>> = {
  GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE: settlementV1,
  GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: settlement,
  GET_V2_SETTLEMENT_REPORT_DATA_XML: settlementV1,
  GET_FBA_SNS_FORECAST_DATA: subscribeAndSave,
  GET_FBA_SNS_PERFORMANCE_DATA: subscribeAndSave,
  GET_BRAND_ANALYTICS_ALTERNATE_PURCHASE_REPORT: removed,
  GET_BRAND_ANALYTICS_ITEM_COMPARISON_REPORT: removed,
  GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING: restricted,
  GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX: restricted,
  GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING: restricted,
  GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING: restricted,
  GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING: restricted,
  GET_FLAT_FILE_ORDER_REPORT_DATA_TAX: restricted,
  GET_FLAT_FILE_ORDERS_RECONCILIATION_DATA_TAX: restricted,
  GET_FLAT_FILE_ORDERS_RECONCILIATION_DATA_INVOICING: restricted,
  GET_FLAT_FILE_ORDERS_RECONCILIATION_DATA_SHIPPING: restricted,
  GET_ORDER_REPORT_DATA_INVOICING: restricted,
  GET_ORDER_REPORT_DATA_TAX: restricted,
  GET_ORDER_REPORT_DATA_SHIPPING: restricted,
  GET_EASYSHIP_DOCUMENTS: restricted,
  GET_GST_MTR_B2B_CUSTOM: restricted,
  GET_VAT_TRANSACTION_DATA: restricted,
  SC_VAT_TAX_REPORT: restricted,
};
