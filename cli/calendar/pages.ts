import { basename, dirname, extname, join } from 'node:path';
import type { SeriesCalendar } from '../answers/coverage/calendar.ts';
import { fleetPage } from './fleet-page.ts';
import { calendarPage } from './page.ts';

/** `file`: as the command writes it. */
export type Page = { file: string; text: string };

/** The calendar of one account is the file itself; of several, the file has a line an account and their calendars lie beside it. */
export const calendarPages = (
  accounts: readonly { account: string; calendars: readonly SeriesCalendar[] }[],
  file: string,
  nowMs: number,
): Page[] => {
  const [only, ...others] = accounts;
  if (only !== undefined && others.length === 0) return [{ file, text: calendarPage({ ...only, nowMs }) }];
  const lines = accounts.map((one) => ({ ...one, file: besideOf(file, one.account) }));
  return [
    { file, text: fleetPage(lines, nowMs) },
    ...lines.map((one) => ({ file: join(dirname(file), one.file), text: calendarPage({ ...one, nowMs, indexFile: basename(file) }) })),
  ];
};

/** `coverage.html` → `coverage.acme-vendor-us.html`: names of accounts are fit for files. */
export const besideOf = (file: string, account: string): string => {
  const extension = extname(file);
  return `${basename(file, extension)}.${account}${extension === '' ? '.html' : extension}`;
};
