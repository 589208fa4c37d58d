import { expect, test } from 'vitest';
import { timelineHtml } from '../../../cli/timeline/page.ts';
import { chartOf, spansOf } from '../../../cli/timeline/scale.ts';
import { aJobView, aRunView, badDay, hundredReports, runningRun, STARTED, smallRun } from '../views.ts';

const startedMs = Date.parse(STARTED);
const at = (minutes: number): string => new Date(startedMs + minutes * 60_000).toISOString();
const quota = { intervalSeconds: 60, burst: 15 };

/** A job's spans in minutes since the start. */
const minutesOf = (some: Parameters<typeof aJobView>[0], run: Parameters<typeof aRunView>[0] = {}) => {
  const job = aJobView(some);
  const chart = chartOf(aRunView({ jobs: [job], ...run }), startedMs + 9 * 60_000);
  return spansOf(job, chart).map(({ kind, fromMs, toMs }) => [kind, (fromMs - startedMs) / 60_000, (toMs - startedMs) / 60_000]);
};

test('a saved report waited, was made, and was fetched', () => {
  expect(minutesOf({ requestedAt: at(2), readyAt: at(5), endedAt: at(6) })).toEqual([
    ['waiting', 0, 2],
    ['at-amazon', 2, 5],
    ['download', 5, 6],
  ]);
});

test('a report that was asked for by an earlier run is at Amazon from the start', () => {
  expect(minutesOf({ requestedAt: at(-90), readyAt: at(1), endedAt: at(2) })).toEqual([
    ['at-amazon', 0, 1],
    ['download', 1, 2],
  ]);
});

test('a report that ended at Amazon was not downloaded', () => {
  expect(minutesOf({ outcome: 'failed', requestedAt: at(1), endedAt: at(4) })).toEqual([
    ['waiting', 0, 1],
    ['at-amazon', 1, 4],
  ]);
});

test('unfinished spans reach until now, while the run continues', () => {
  expect(minutesOf({ outcome: 'open', requestedAt: at(1) }, { status: 'running' })).toEqual([
    ['waiting', 0, 1],
    ['at-amazon', 1, 9],
  ]);
});

test('a report that another run took over has no bar', () => {
  expect(minutesOf({ outcome: 'handed-over' })).toEqual([]);
});

const redriven = aRunView({
  jobs: [
    aJobView({
      round: 1,
      requestedAt: at(1441),
      readyAt: at(1444),
      endedAt: at(1445),
      earlier: [{ round: 0, outcome: 'failed', requestedAt: at(1), endedAt: at(4), reason: { code: 'wrong-parameters', text: 'no' } }],
    }),
  ],
  round: 1,
  rounds: [
    { round: 0, startedAt: at(0), plannedFinishAt: at(9), finishedAt: at(5) },
    { round: 1, startedAt: at(1440), plannedFinishAt: at(1444), finishedAt: at(1445) },
  ],
  plannedFinishAt: at(1444),
  finishedAt: at(1445),
});

test('after a redrive a report has a pass for each round, and nothing happened between', () => {
  const chart = chartOf(redriven, 0);
  const spans = redriven.jobs.flatMap((job) => spansOf(job, chart));
  expect(spans.map(({ kind, fromMs, toMs }) => [kind, (fromMs - startedMs) / 60_000, (toMs - startedMs) / 60_000])).toEqual([
    ['waiting', 0, 1],
    ['at-amazon', 1, 4],
    ['waiting', 1440, 1441],
    ['at-amazon', 1441, 1444],
    ['download', 1444, 1445],
  ]);
});

test('a pause is a narrow band without ticks, and the rounds share the rest of the width by their working time', () => {
  const chart = chartOf(redriven, 0);
  const [begun = 0, ended = 0] = [at(5), at(1440)].map((one) => chart.at(Date.parse(one)));
  expect(ended - begun).toBeCloseTo(2, 1);
  expect(chart.at(Date.parse(at(1445))) - ended).toBeCloseTo(begun, 1);
  expect(chart.ticks.filter((ms) => ms > startedMs + 300_000 && ms < startedMs + 1440 * 60_000)).toEqual([]);
  expect(chart.ticks.at(-1)).toBeGreaterThan(Date.parse(at(1440)));
});

test('the page of a redriven run shows working time, the plan of its last round, the pause, and the earlier failure', () => {
  const html = timelineHtml([redriven], { quota });
  expect(html).toContain('<dd>10 m 00 s <small>1 m 00 s after the plan, without 23 h 55 m of pause</small>');
  expect(html).toContain('23 h 55 m of pause before round 1, from 06:00:00');
  expect(html).toContain('round 0 failed: wrong-parameters: no');
  // Working time only: 10 minutes and the margin.
  expect(html).toContain('2 of 25 allowed');
  expect(html.match(/class="mark planned"/g)).toHaveLength(1);
});

test.for([
  [0.3, 10],
  [13, 10],
  [96, 10],
  [360, 10],
] as const)('a run of %f minutes has at most %i ticks, all of them whole clock times within the chart', ([minutes, most]) => {
  const { ticks, startMs, endMs } = chartOf(aRunView({ finishedAt: at(minutes) }), startedMs);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThanOrEqual(most + 1);
  for (const tick of ticks) {
    expect(tick % 5000).toBe(0);
    expect(tick).toBeGreaterThanOrEqual(startMs);
    expect(tick).toBeLessThanOrEqual(endMs);
  }
});

test('every report has a bar with a label that links to its row in the table', () => {
  const html = timelineHtml([hundredReports()], { quota });
  const links = [...html.matchAll(/href="#(job-[\d-]+)"/g)].map(([, id]) => id);
  expect(links).toHaveLength(100);
  expect(new Set(links).size).toBe(100);
  for (const id of links) expect(html).toContain(`<tr id="${id}">`);
});

test('the page contains nothing that would be fetched, and no script', () => {
  const html = timelineHtml([smallRun(), badDay()], { quota });
  expect(html).not.toMatch(/<script|src=|@import|url\(|https?:/);
  expect(html).toContain("default-src 'none'");
});

test('text from Amazon or a person is escaped', () => {
  const reason = { code: 'unexpected', text: '<img src=x onerror=alert(1)>"&' };
  const html = timelineHtml([
    aRunView({
      account: 'a<b',
      jobs: [aJobView({ outcome: 'failed', reason, options: { o: '<i>' }, type: 'T<' })],
      leftOut: [{ what: '<w>', why: '<y>' }],
    }),
  ]);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;');
  expect(html).not.toMatch(/<img|<i>|<w>|<y>|a<b|T</);
});

test('the quota line shows how many were asked for and how many Amazon allows', () => {
  const html = timelineHtml([smallRun()], { quota });
  expect(html).toContain('aria-label="18 reports asked for; the limit is 15 at once, then one every 60 s"');
  expect(timelineHtml([smallRun()])).not.toContain('Asked for <small>');
});

test('throttling, repeats and reasons are at the end of a bar', () => {
  const html = timelineHtml([badDay()], { quota });
  expect(html).toContain('<span class="trouble">429 ×3</span> <span class="trouble">asked ×3</span>');
  expect(html).toContain('<span class="result">wrong-parameters</span>');
});

test('a bar has a sentence for screen readers', () => {
  expect(timelineHtml([badDay()])).toContain(
    'aria-label="VendorSalesReport US MANUFACTURING DAY RETAIL 2026-11-21: failed (wrong-parameters), waiting for a turn 4 s, processing at Amazon 1 m 50 s, download 9 s"',
  );
});

test('planned and actual finish are drawn; a running run shows now', () => {
  expect(timelineHtml([smallRun()])).toMatch(/class="mark planned" style="left:97\.0\d%".*class="mark finished"/);
  const running = timelineHtml([runningRun()], { nowMs: startedMs + 300_000 });
  expect(running).toContain('</i>now</li>');
  expect(running).toContain('running for');
});

test('a run without reports is a page too', () => {
  expect(timelineHtml([aRunView({ jobs: [] })], { quota })).toContain('Timeline of 0 reports');
});

test('a document with 0 rows is marked at its bar, in its sentence, in the table and beside the count', () => {
  const html = timelineHtml([
    aRunView({ jobs: [aJobView({ rows: 0, bytes: 120 })], counts: { saved: 1, noData: 0, unfinished: 0, failed: 0, zeroRows: 1 } }),
  ]);
  expect(html).toContain('<span class="result empty">0 rows</span>');
  expect(html).toContain('2026-11-20: saved with 0 rows');
  expect(html).toContain('<td><b class="empty">0</b></td>');
  expect(html).toContain('120 B, 1 with 0 rows');
});
