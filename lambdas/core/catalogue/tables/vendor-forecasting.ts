import type { Table } from '../table.ts';
import { asin, date, number } from '../table-fields.ts';

/**
 * @see vendorForecastingReport.json. Units are fractional [C, schema and selling-partner-api-models#4675]. One forecast reaches over
 * many months, product by product: it is filed by the day it was made, not by the weeks it foresees.
 */
export const forecastingTables = [
  {
    name: 'vendor_forecasting_by_asin',
    meaning: 'Units of a product that Amazon expects to order for a week',
    rows: 'forecastByAsin',
    measure: 'meanForecastUnits',
    fields: {
      forecastGenerationDate: date('Day on which the forecast was made'),
      asin,
      startDate: date('First day of the weeks foreseen'),
      endDate: date('Last day of the weeks foreseen'),
      meanForecastUnits: number('Expected units'),
      p70ForecastUnits: number('Units that suffice with a probability of 70 %'),
      p80ForecastUnits: number('Units that suffice with a probability of 80 %'),
      p90ForecastUnits: number('Units that suffice with a probability of 90 %'),
    },
    key: ['forecast_generation_date', 'start_date', 'asin'],
    dateColumn: 'forecast_generation_date',
  },
] as const satisfies readonly Table[];
