import { z } from 'zod';
import { lookbackDaysOf, otherTypes, refusedTypes } from '../../../lambdas/core/catalogue/other-types.ts';
import {
  isReportTypeName,
  nameOfApiType,
  type ReportTypeName,
  reportTypeNames,
  reportTypeOf,
} from '../../../lambdas/core/catalogue/report-types.ts';
import { columnsOf, keyColumns } from '../../../lambdas/core/catalogue/table-columns.ts';
import { optionText, typeWords } from '../../../lambdas/core/catalogue/type-words.ts';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { closest } from '../../../lambdas/core/input/closest.ts';
import { offlineCommand, text } from '../../command.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import { plainTable } from '../../text/plain-table.ts';

/** What can be asked for: the catalogue, other types of Amazon's, and what is refused. */
export const types = offlineCommand({
  name: 'types',
  declare: (command) =>
    command
      .summary('Shows which reports there are.')
      .description('Shows the report types of the catalogue, other types of Amazon, and what is refused. Reaches nothing.')
      .argument('[name]', 'one type whole, by our name or by Amazon\u2019s')
      .addHelpText('after', example),
  args: z.object({ ref: text }),
  answer: ({ ref }, out) => {
    if (ref === undefined) answer(out, everything(), () => allWords(out));
    else {
      const one = oneOf(ref);
      answer(out, one, () => oneWords(one));
    }
    return EXIT.fine;
  },
});

const everything = () => ({
  types: reportTypeNames.map(whole),
  others: Object.entries(otherTypes).map(([apiType, facts]) => ({ apiType, ...facts })),
  refused: Object.entries(refusedTypes).map(([apiType, why]) => ({ apiType, why })),
});

/** A type with the columns of its tables. */
const whole = (name: ReportTypeName) => ({
  ...typeWords(name),
  tables: (reportTypeOf(name)?.tables ?? []).map((table) => ({
    name: table.name,
    meaning: table.meaning,
    key: keyColumns(name, table),
    columns: columnsOf(name, table),
  })),
});

type One =
  | ReturnType<typeof whole>
  | { apiType: string; meaning: string; ask: string; lookbackDays: number; longestSpanDays?: number }
  | { apiType: string; why: string };

/** @throws InvalidInputError for a name that nothing has */
const oneOf = (ref: string): One => {
  const name = isReportTypeName(ref) ? ref : nameOfApiType(ref);
  if (name !== undefined) return whole(name);
  const why = refusedTypes[ref];
  if (why !== undefined) return { apiType: ref, why };
  const other = otherTypes[ref];
  if (other !== undefined) return { apiType: ref, ...other, lookbackDays: lookbackDaysOf(ref) };
  const known = [...reportTypeNames, ...Object.keys(otherTypes), ...Object.keys(refusedTypes)];
  const meant = closest(ref, known);
  throw new InvalidInputError(
    `types: ${JSON.stringify(ref)} is no report type that is known here.${meant ? ` Did you mean "${meant}"?` : ''}\nAll that are: npm run import -- types`,
  );
};

const LABEL = 12;

/** `label   words`, in lines of 80 characters at most. */
const line = (label: string, words: string): string => {
  const lines = [''];
  for (const word of words.split(' ').flatMap((one) => one.match(/.{1,68}/g) ?? [])) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && LABEL + last.length + 1 + word.length > 80) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((one, index) => `${(index === 0 ? label : '').padEnd(LABEL)}${one}`).join('\n');
};

const oneWords = (one: One): string => {
  if ('why' in one) return [one.apiType, line('refused', one.why)].join('\n');
  if ('ask' in one) {
    const dates = one.ask === 'snapshot' ? '"snapshot": true' : '"lastDays": N';
    return [
      one.apiType,
      line('a row is', one.meaning),
      line('entry', `{ "apiType": "${one.apiType}", ${dates} }`),
      ...(one.ask === 'snapshot' ? [] : [line('keeps', `${one.lookbackDays} days`)]),
      ...(one.longestSpanDays === undefined ? [] : [line('at once', `at most ${one.longestSpanDays} days`)]),
    ].join('\n');
  }
  return [
    one.name,
    line('Amazon', one.apiType),
    line('who', one.audience.join(', ')),
    ...one.options.map((option, index) => line(index === 0 ? 'options' : '', optionText(option))),
    line('windows', one.windows),
    line('published', one.publishedAfter === '\u2013' ? 'at once' : `${one.publishedAfter} after the close`),
    line('keeps', one.keeps),
    line('limits', one.limits.join('; ') || 'none of its own is known'),
    ...one.tables.flatMap(({ name, meaning, key, columns }) => [
      '',
      line('table', name),
      line('a row is', meaning),
      line('key', key.join(', ')),
      line('columns', columns.map((column) => `${column.name} ${column.type}`).join(', ')),
    ]),
  ].join('\n');
};

const allWords = (out: Out): string => {
  const { types: all, others, refused } = everything();
  const look = { ...out, width: 80 };
  const reasons = [...Map.groupBy(refused, ({ why }) => why)];
  return [
    plainTable(
      ['type', 'who', 'tables'],
      all.map(({ name, audience, tables }) => [name, audience.join(', '), String(tables.length)]),
      look,
    ),
    '',
    'Any other type works by Amazon\u2019s name ("apiType"), without tables, such as:',
    ...others.flatMap(({ apiType, meaning, ask }) => [`  ${apiType}`, `    ${ask}: ${meaning}`]),
    '',
    'Refused:',
    ...reasons.flatMap(([why, same]) => [...same.map(({ apiType }) => `  ${apiType}`), line('    because', why)]),
  ].join('\n');
};

const example = `
Examples:
  npm run import -- types
  npm run import -- types SalesAndTrafficReport
  npm run import -- types GET_LEDGER_DETAIL_VIEW_DATA --json`;
