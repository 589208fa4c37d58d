// Made by npm run generate from the schemas that check what is written.

/** One account: an entry of the accounts file. */
export type AccountProps = {
  /** Names the account in inputs, objects and alarms */
  readonly name: string;
  /** Vendor (Vendor Central) or seller (Seller Central) */
  readonly kind: 'vendor' | 'seller';
  /** Country codes; a vendor account has exactly one */
  readonly marketplaces: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[];
  /** Time zone of the schedule */
  readonly timeZone: string;
  /** When the import starts by itself */
  readonly schedule: string;
  /** false: the schedule is disabled; starting by hand still works. Default: true */
  readonly enabled?: boolean | undefined;
  /** Name of the secret with the credentials; several accounts may share one. Default: the account’s own name */
  readonly secret?: string | undefined;
  readonly reports: readonly ({
    readonly type: 'BrandAnalyticsMarketBasketReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'BrandAnalyticsSearchTermsReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'BrandAnalyticsRepeatPurchaseReport';
    readonly options: {
      readonly reportPeriod: 'WEEK' | 'MONTH' | 'QUARTER' | readonly ('WEEK' | 'MONTH' | 'QUARTER')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorRealTimeInventoryReport';
    readonly options?: Readonly<Record<string, never>> | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorRealTimeSalesReport';
    readonly options?: {
      readonly currencyCode?: string | readonly (string)[] | undefined;
    } | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorRealTimeTrafficReport';
    readonly options?: Readonly<Record<string, never>> | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorSalesReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR')[];
      readonly distributorView: 'MANUFACTURING' | 'SOURCING' | readonly ('MANUFACTURING' | 'SOURCING')[];
      readonly sellingProgram: 'RETAIL' | 'BUSINESS' | 'FRESH' | readonly ('RETAIL' | 'BUSINESS' | 'FRESH')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorNetPureProductMarginReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorTrafficReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorForecastingReport';
    readonly options: {
      readonly sellingProgram: 'RETAIL' | 'FRESH' | readonly ('RETAIL' | 'FRESH')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'VendorInventoryReport';
    readonly options: {
      readonly reportPeriod: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | readonly ('DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR')[];
      readonly distributorView: 'MANUFACTURING' | 'SOURCING' | readonly ('MANUFACTURING' | 'SOURCING')[];
      readonly sellingProgram: 'RETAIL' | 'FRESH' | readonly ('RETAIL' | 'FRESH')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'CouponPerformanceReport';
    readonly options?: Readonly<Record<string, never>> | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'PromotionPerformanceReport';
    readonly options?: Readonly<Record<string, never>> | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'SalesAndTrafficReport';
    readonly options: {
      readonly dateGranularity: 'DAY' | 'WEEK' | 'MONTH' | readonly ('DAY' | 'WEEK' | 'MONTH')[];
      readonly asinGranularity: 'PARENT' | 'CHILD' | 'SKU' | readonly ('PARENT' | 'CHILD' | 'SKU')[];
    };
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'SearchQueryPerformanceReport';
    readonly options: {
      readonly reportPeriod: 'WEEK' | 'MONTH' | 'QUARTER' | readonly ('WEEK' | 'MONTH' | 'QUARTER')[];
    };
    /** The products, by their ASINs: asked for in bundles as long as Amazon takes */
    readonly asins?: readonly (string)[] | undefined;
    /** In place of asins: a text file that lists them, its path as seen from the accounts file */
    readonly asinsFile?: string | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly type: 'SearchCatalogPerformanceReport';
    readonly options: {
      readonly reportPeriod: 'WEEK' | 'MONTH' | 'QUARTER' | readonly ('WEEK' | 'MONTH' | 'QUARTER')[];
    };
    /** The products, by their ASINs: asked for in bundles as long as Amazon takes */
    readonly asins?: readonly (string)[] | undefined;
    /** In place of asins: a text file that lists them, its path as seen from the accounts file */
    readonly asinsFile?: string | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Hours from the close of a period until its data is out, if it is not what the catalogue says */
    readonly publishedAfterHours?: number | undefined;
    /** The most periods that one request asks for, if Amazon takes others than the catalogue says */
    readonly longestSpanPeriods?: number | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  } | {
    readonly apiType: string;
    readonly options?: Readonly<Record<string, string | readonly (string)[]>> | undefined;
    /** So many whole days up to yesterday, asked for again in each run */
    readonly lastDays?: number | undefined;
    /** No dates are sent: what is true now */
    readonly snapshot?: true | undefined;
    /** First day asked for */
    readonly from?: string | undefined;
    /** Last day asked for; without it up to now */
    readonly to?: string | undefined;
    /** false: no run asks for it any more. Default: true */
    readonly enabled?: boolean | undefined;
    /** Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none */
    readonly limits?: readonly ({
      /** So many calls of createReport for this type */
      readonly calls: number;
      /** in any so many hours */
      readonly perHours: number;
      /** of this account, or of all accounts of its application together */
      readonly scope: 'account' | 'application';
    })[] | undefined;
    /** Only these of the account’s marketplaces: Amazon does not serve every type in each */
    readonly marketplaces?: readonly ('CA' | 'US' | 'MX' | 'BR' | 'IE' | 'ES' | 'UK' | 'FR' | 'BE' | 'NL' | 'DE' | 'IT' | 'SE' | 'ZA' | 'PL' | 'EG' | 'TR' | 'SA' | 'AE' | 'IN' | 'SG' | 'AU' | 'JP')[] | undefined;
    /** How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never */
    readonly unusualFactor?: false | number | undefined;
  })[];
};

/** The settings of an import. */
export type SettingsProps = {
  /** Prefix of every key in the bucket. Default: "" */
  readonly keyPrefix?: string | '' | undefined;
  /** Gets the alarms; the topic takes other subscribers as well */
  readonly alarmEmail?: string | undefined;
  /** Address of docs/operate.md as your team reads it; each alarm links to its section there. Default: "docs/operate.md" */
  readonly runbook?: string | undefined;
  /** Names of secrets that hold clientId and clientSecret for several accounts (their secrets name it as applicationSecret) */
  readonly applicationSecrets?: readonly (string)[] | undefined;
  /** Names (behind the stack’s prefix) of secrets that exist already, so that none is made: of an earlier deployment, or of another team */
  readonly existingSecrets?: readonly (string)[] | undefined;
  /** A schedule starts within so many minutes, so that accounts do not all start at once. Default: 15 */
  readonly flexibleWindowMinutes?: number | undefined;
  /** How long a failed start is retried before it goes to the dead-letter queue. Default: 6 */
  readonly startRetryHours?: number | undefined;
  /** Gigabytes that one query of the tables may scan before Athena ends it; 10 GB cost $0.05. Default: 10 */
  readonly queryLimitGigabytes?: number | undefined;
  /** The waits of one state may add up to 5 minutes at most */
  readonly retries?: {
    /** MaxAttempts of a step after trouble of Lambda, network or stores. Default: 5 */
    readonly troubleAttempts?: number | undefined;
    /** MaxAttempts when Lambda runs as many functions as it may. Default: 8 */
    readonly throttledAttempts?: number | undefined;
  } | undefined;
  readonly functions?: {
    /** Reads and writes up to 300 jobs */
    readonly plan?: {
      /** Memory in MB; processor and network grow with it. Default: 512 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 300 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    readonly request?: {
      /** Memory in MB; processor and network grow with it. Default: 256 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 60 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    readonly check?: {
      /** Memory in MB; processor and network grow with it. Default: 256 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 60 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    /** Streams one document: 160 MB are enough, the rest buys unpacking and hashing speed */
    readonly download?: {
      /** Memory in MB; processor and network grow with it. Default: 1024 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 900 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    /** Makes the tables of one document: 200 MB are enough, the rest buys a whole processor */
    readonly tabulate?: {
      /** Memory in MB; processor and network grow with it. Default: 1769 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 900 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    readonly explain?: {
      /** Memory in MB; processor and network grow with it. Default: 256 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 60 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
    /** Reads up to 300 jobs and writes the summary */
    readonly settle?: {
      /** Memory in MB; processor and network grow with it. Default: 512 */
      readonly memoryMb?: number | undefined;
      /** Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state. Default: 300 */
      readonly timeoutSeconds?: number | undefined;
    } | undefined;
  } | undefined;
  readonly retention?: {
    /** Days that logs are kept; long enough to look into a run that can still be redriven (14 days). Default: 30 */
    readonly logDays?: 1 | 3 | 5 | 7 | 14 | 30 | 60 | 90 | 120 | 150 | 180 | 365 | 400 | 545 | 731 | 1096 | 1827 | 2192 | 2557 | 2922 | 3288 | 3653 | undefined;
    /** Days that an overwritten document is kept. Default: 30 */
    readonly oldVersionDays?: number | undefined;
    /** Days that the bucket’s access logs are kept. Default: 90 */
    readonly accessLogDays?: number | undefined;
    /** Days that the results of Athena’s queries are kept. Default: 7 */
    readonly queryResultDays?: number | undefined;
    /** Age in days at which documents move to S3 Intelligent-Tiering; absent: never */
    readonly coldAfterDays?: number | undefined;
  } | undefined;
  readonly alarms?: {
    /** Longest time between two starts of an account with a schedule, with slack: daily + 2 h. CloudWatch looks back 7 days at most. Default: 26 */
    readonly startExpectedWithinHours?: number | undefined;
    /** The same by account name, for those with a schedule of their own rhythm */
    readonly startExpectedWithinHoursOf?: Readonly<Record<string, number>> | undefined;
    /** Age at which an unfinished report is too old; well before giveUpAfterHours (168). Default: 48 */
    readonly unfinishedHours?: number | undefined;
    /** Age of a client secret that sets off its alarm: Amazon ends it at 180 days. Default: 165 */
    readonly clientSecretAgeDays?: number | undefined;
    /** Reports with unusual figures in an hour, of all accounts, that set off an alarm; a single series is tuned or silenced by its unusualFactor. Default: 1 */
    readonly unusualReportsPerHour?: number | undefined;
    /** Errors of one function in an hour; fewer are what the retries of the workflow are for. Default: 5 */
    readonly functionErrorsPerHour?: number | undefined;
  } | undefined;
  /** Settings of the runs; some may be overridden in a run’s input */
  readonly run?: {
    /** Longest runtime of a run; what is unfinished then is kept for the next. Default: 360 */
    readonly maxRuntimeMinutes?: number | undefined;
    /** Age at which an unfinished report becomes failed. Default: 168 */
    readonly giveUpAfterHours?: number | undefined;
    /** The same for a report whose period Amazon has not published. Default: 336 */
    readonly giveUpNotPublishedAfterHours?: number | undefined;
    /** What was saved less than this ago is not asked for again. Default: 20 */
    readonly freshForHours?: number | undefined;
    /** Most jobs handed out in one run (a state holds 256 KiB). Default: 300 */
    readonly jobsPerRun?: number | undefined;
    /** How many of the newest published periods a routine run keeps complete. Default: 7 */
    readonly catchUpPeriods?: number | undefined;
    /** Ages at which a saved period is asked for again, because Amazon restates */
    readonly refreshAfterDays?: readonly (number)[] | undefined;
    /** Coupons and promotions: campaigns started within this many days. Default: 90 */
    readonly startedWithinDays?: number | undefined;
    /** How many later runs try a failed report again by themselves. Default: 3 */
    readonly laterRunsForFailed?: number | undefined;
    /** How long later runs try a report that Amazon denies (403) though it delivered its type before: an incident at Amazon took 8 days (selling-partner-api-models#5290). Default: 240 */
    readonly deniedPatienceHours?: number | undefined;
    /** When a cancelled report is asked for again before it counts as without data. Default: 24 */
    readonly noDataSecondLookHours?: number | undefined;
    /** Largest share of a scheduled run’s turns that backfill may use. Default: 0.5 */
    readonly backfillShare?: number | undefined;
    /** Planned for a report of a series that was never saved before. Default: 120 */
    readonly usualProcessingSeconds?: number | undefined;
    /** First look, and shortest interval between looks. Default: 30 */
    readonly firstCheckSeconds?: number | undefined;
    /** Age of a report at one look, as a multiple of its age at the look before: it is noticed late by 5 % of its age at most, by 2 % in a run of more reports than a burst. Default: 1.05 */
    readonly checkFactor?: number | undefined;
    /** Longest interval between looks. Default: 900 */
    readonly longestCheckSeconds?: number | undefined;
    /** Random spread of each interval, so that branches do not march in step. Default: 20 */
    readonly checkJitterPercent?: number | undefined;
    /** Attempts at a damaged document or an ambiguous refusal before it fails. Default: 3 */
    readonly attemptsPerStep?: number | undefined;
    /** How often a new report is asked for because the document of the one before stayed damaged. Default: 2 */
    readonly newReportsForDamaged?: number | undefined;
    /** Unanswered createReport calls for one report in one run, before its type is left to the next run. Default: 2 */
    readonly unansweredPerRun?: number | undefined;
    /** Unanswered createReport calls in a row, over all runs, before the report fails. Default: 4 */
    readonly unansweredInAll?: number | undefined;
    /** How long after an unanswered createReport its trace is looked up. Default: 60 */
    readonly intentLookupAfterSeconds?: number | undefined;
    /** Wait after Amazon said that a report was asked for too often. Default: 240 */
    readonly coolDownMinutes?: number | undefined;
    /** Wait before a period that was not yet published is asked for again. Default: 6 */
    readonly notPublishedRetryHours?: number | undefined;
    /** A document whose rows or main measure are that many times fewer or more than usual for its series is reported as unusual; false: never. Default: 2 */
    readonly unusualFactor?: false | number | undefined;
    readonly quotas?: {
      /** One call per intervalSeconds after a burst; Amazon publishes 60 s and 15 */
      readonly createReport?: {
        /** Seconds from one call to the next, once the burst is used. Default: 60 */
        readonly intervalSeconds?: number | undefined;
        /** Calls at once after a rest. Default: 15 */
        readonly burst?: number | undefined;
      } | undefined;
      /** One call per intervalSeconds after a burst; Amazon publishes 60 s and 15 */
      readonly getReportDocument?: {
        /** Seconds from one call to the next, once the burst is used. Default: 60 */
        readonly intervalSeconds?: number | undefined;
        /** Calls at once after a rest. Default: 15 */
        readonly burst?: number | undefined;
      } | undefined;
      /** One call per intervalSeconds after a burst; Amazon publishes 46 s and 10 */
      readonly getReports?: {
        /** Seconds from one call to the next, once the burst is used. Default: 46 */
        readonly intervalSeconds?: number | undefined;
        /** Calls at once after a rest. Default: 10 */
        readonly burst?: number | undefined;
      } | undefined;
      /** One call per intervalSeconds after a burst; Amazon publishes 46 s and 10 */
      readonly cancelReport?: {
        /** Seconds from one call to the next, once the burst is used. Default: 46 */
        readonly intervalSeconds?: number | undefined;
        /** Calls at once after a rest. Default: 10 */
        readonly burst?: number | undefined;
      } | undefined;
      /** How much later than its turn a call may reach Amazon without being rejected. Default: 10 */
      readonly slackSeconds?: number | undefined;
      /** How long an hour of a report type’s own limit lasts. Default: 3600 */
      readonly limitHourSeconds?: number | undefined;
    } | undefined;
  } | undefined;
};
