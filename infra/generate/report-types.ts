import { reportTypeNames } from '../../lambdas/core/catalogue/report-types.ts';
import { optionText, typeWords } from '../../lambdas/core/catalogue/type-words.ts';
import { docsFile, onlyFlags, tableOf, writeSection } from './generated-section.ts';

export const reportTypesFile = docsFile('report-types.md');
export const reportTypesSection = 'report types';

/** The catalogue as a table: what each report type is called, who may ask, with which options, for which dates, and when data is out. */
export const reportTypesTable = (): string =>
  tableOf(
    ['type', 'Amazon’s name', 'who', 'options', 'windows', 'published after', 'Amazon keeps', 'limits of its own'],
    reportTypeNames
      .map(typeWords)
      .map(({ name, apiType, audience, options, windows, publishedAfter, keeps, limits }) => [
        `\`${name}\``,
        `\`${apiType}\``,
        audience.join(', '),
        options.map((option) => optionText(option, '`')).join('; ') || '–',
        windows,
        publishedAfter,
        keeps,
        limits.join('; ') || '–',
      ]),
  );

if (import.meta.main) {
  onlyFlags();
  writeSection(reportTypesFile, reportTypesSection, reportTypesTable());
}
