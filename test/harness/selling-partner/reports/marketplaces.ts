/** The fake's own table, so that an error in the importer's shows. Zone: where the marketplace's days begin and end. */
const marketplaces: Record<string, { currency: string; zone: string }> = {
  ATVPDKIKX0DER: { currency: 'USD', zone: 'America/Los_Angeles' },
  A2EUQ1WTGCTBG2: { currency: 'CAD', zone: 'America/Los_Angeles' },
  A1AM78C64UM0Y8: { currency: 'MXN', zone: 'America/Los_Angeles' },
  A2Q3Y263D00KWC: { currency: 'BRL', zone: 'America/Sao_Paulo' },
  A28R8C7NBKEWEA: { currency: 'EUR', zone: 'Europe/Dublin' },
  A1RKKUPIHCS9HS: { currency: 'EUR', zone: 'Europe/Madrid' },
  A1F83G8C2ARO7P: { currency: 'GBP', zone: 'Europe/London' },
  A13V1IB3VIYZZH: { currency: 'EUR', zone: 'Europe/Paris' },
  AMEN7PMS3EDWL: { currency: 'EUR', zone: 'Europe/Brussels' },
  A1805IZSGTT6HS: { currency: 'EUR', zone: 'Europe/Amsterdam' },
  A1PA6795UKMFR9: { currency: 'EUR', zone: 'Europe/Berlin' },
  APJ6JRA9NG5V4: { currency: 'EUR', zone: 'Europe/Rome' },
  A2NODRKZP88ZB9: { currency: 'SEK', zone: 'Europe/Stockholm' },
  AE08WJ6YKNBMC: { currency: 'ZAR', zone: 'Africa/Johannesburg' },
  A1C3SOZRARQ6R3: { currency: 'PLN', zone: 'Europe/Warsaw' },
  ARBP9OOSHTCHU: { currency: 'EGP', zone: 'Africa/Cairo' },
  A33AVAJ2PDY3EV: { currency: 'TRY', zone: 'Europe/Istanbul' },
  A17E79C6D8DWNP: { currency: 'SAR', zone: 'Asia/Riyadh' },
  A2VIGQ35RCS4UG: { currency: 'AED', zone: 'Asia/Dubai' },
  A21TJRUUN4KGV: { currency: 'INR', zone: 'Asia/Kolkata' },
  A19VAU5U5O7RUS: { currency: 'SGD', zone: 'Asia/Singapore' },
  A39IBJ37TRP1C6: { currency: 'AUD', zone: 'Australia/Sydney' },
  A1VC38T7YXB528: { currency: 'JPY', zone: 'Asia/Tokyo' },
};

export const currencyOf = (marketplaceId: string | undefined): string => marketplaces[marketplaceId ?? '']?.currency ?? 'USD';
export const zoneOf = (marketplaceId: string | undefined): string => marketplaces[marketplaceId ?? '']?.zone ?? 'UTC';
