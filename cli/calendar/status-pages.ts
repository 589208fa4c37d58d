import { basename, dirname, join } from 'node:path';
import type { SeriesCalendar } from '../answers/coverage/calendar.ts';
import type { AccountState } from '../answers/fleet.ts';
import { timelineHtml } from '../timeline/page.ts';
import type { Pace } from '../timeline/quota.ts';
import { calendarPage } from './page.ts';
import { besideOf, type Page } from './pages.ts';
import { statusPage } from './status-page.ts';

type Written = { file: string; nowMs: number; quota: Pace };

/** The page of the fleet, and beside it the newest run and the calendars of each account, as far as there are any. */
export const statusPages = (
  states: readonly AccountState[],
  accounts: readonly { account: string; calendars: readonly SeriesCalendar[] }[],
  { file, nowMs, quota }: Written,
): Page[] => {
  const beside = (name: string): string => join(dirname(file), name);
  const lines = states.map((state) => {
    const calendars = accounts.find(({ account }) => account === state.account)?.calendars;
    return {
      ...state,
      ...(calendars && { calendars, calendarFile: besideOf(file, state.account) }),
      ...(state.run && state.run.view.jobs.length > 0 && { runFile: besideOf(file, `${state.account}.run`) }),
    };
  });
  return [
    { file, text: statusPage(lines, nowMs) },
    ...lines.flatMap(({ account, calendars, calendarFile }) =>
      calendars === undefined || calendarFile === undefined
        ? []
        : [{ file: beside(calendarFile), text: calendarPage({ account, calendars, nowMs, indexFile: basename(file) }) }],
    ),
    ...lines.flatMap(({ run, runFile }) =>
      run === undefined || runFile === undefined ? [] : [{ file: beside(runFile), text: timelineHtml([run.view], { quota, nowMs }) }],
    ),
  ];
};
