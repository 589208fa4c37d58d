/**
 * Amazon's 23 marketplaces.
 *
 * Ids and regions: confirmed, https://developer-docs.amazon.com/sp-api/docs/marketplace-ids and …/sp-api-endpoints.
 * Time zones: Amazon names none in the Reports API. These are the zones in which Amazon Ads counts the days of each marketplace,
 * as https://github.com/ScaleLeap/amazon-marketplaces collects them (third party); Ireland and South Africa, which it lacks, have their own.
 */

export type Region = 'NA' | 'EU' | 'FE';

export type Marketplace = { id: string; country: string; region: Region; timeZone: string };

export const marketplaces = [
  { country: 'CA', id: 'A2EUQ1WTGCTBG2', region: 'NA', timeZone: 'America/Los_Angeles' },
  { country: 'US', id: 'ATVPDKIKX0DER', region: 'NA', timeZone: 'America/Los_Angeles' },
  { country: 'MX', id: 'A1AM78C64UM0Y8', region: 'NA', timeZone: 'America/Los_Angeles' },
  { country: 'BR', id: 'A2Q3Y263D00KWC', region: 'NA', timeZone: 'America/Sao_Paulo' },
  { country: 'IE', id: 'A28R8C7NBKEWEA', region: 'EU', timeZone: 'Europe/Dublin' },
  { country: 'ES', id: 'A1RKKUPIHCS9HS', region: 'EU', timeZone: 'Europe/Paris' },
  { country: 'UK', id: 'A1F83G8C2ARO7P', region: 'EU', timeZone: 'Europe/London' },
  { country: 'FR', id: 'A13V1IB3VIYZZH', region: 'EU', timeZone: 'Europe/Paris' },
  { country: 'BE', id: 'AMEN7PMS3EDWL', region: 'EU', timeZone: 'Europe/Brussels' },
  { country: 'NL', id: 'A1805IZSGTT6HS', region: 'EU', timeZone: 'Europe/Amsterdam' },
  { country: 'DE', id: 'A1PA6795UKMFR9', region: 'EU', timeZone: 'Europe/Paris' },
  { country: 'IT', id: 'APJ6JRA9NG5V4', region: 'EU', timeZone: 'Europe/Paris' },
  { country: 'SE', id: 'A2NODRKZP88ZB9', region: 'EU', timeZone: 'Europe/Stockholm' },
  { country: 'ZA', id: 'AE08WJ6YKNBMC', region: 'EU', timeZone: 'Africa/Johannesburg' },
  { country: 'PL', id: 'A1C3SOZRARQ6R3', region: 'EU', timeZone: 'Europe/Warsaw' },
  { country: 'EG', id: 'ARBP9OOSHTCHU', region: 'EU', timeZone: 'Africa/Cairo' },
  { country: 'TR', id: 'A33AVAJ2PDY3EV', region: 'EU', timeZone: 'Europe/Istanbul' },
  { country: 'SA', id: 'A17E79C6D8DWNP', region: 'EU', timeZone: 'Asia/Riyadh' },
  { country: 'AE', id: 'A2VIGQ35RCS4UG', region: 'EU', timeZone: 'Asia/Dubai' },
  { country: 'IN', id: 'A21TJRUUN4KGV', region: 'EU', timeZone: 'Asia/Kolkata' },
  { country: 'SG', id: 'A19VAU5U5O7RUS', region: 'FE', timeZone: 'Asia/Singapore' },
  { country: 'AU', id: 'A39IBJ37TRP1C6', region: 'FE', timeZone: 'Australia/Sydney' },
  { country: 'JP', id: 'A1VC38T7YXB528', region: 'FE', timeZone: 'Asia/Tokyo' },
] as const satisfies readonly Marketplace[];

export type Country = (typeof marketplaces)[number]['country'];

/**
 * The Selling Partner API's hosts of each region.
 * @see https://developer-docs.amazon.com/sp-api/docs/sp-api-endpoints, and …/sp-api-sandbox for the sandbox
 */
export const endpointHosts: Readonly<Record<Region, readonly string[]>> = {
  NA: ['sellingpartnerapi-na.amazon.com', 'sandbox.sellingpartnerapi-na.amazon.com'],
  EU: ['sellingpartnerapi-eu.amazon.com', 'sandbox.sellingpartnerapi-eu.amazon.com'],
  FE: ['sellingpartnerapi-fe.amazon.com', 'sandbox.sellingpartnerapi-fe.amazon.com'],
};

/** The marketplace of a country code or of Amazon's marketplace id; undefined when Amazon has none such. */
export const marketplaceOf = (countryOrId: string): Marketplace | undefined =>
  marketplaces.find(({ country, id }) => country === countryOrId || id === countryOrId);
