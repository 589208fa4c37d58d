import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { timelineHtml } from '../../../cli/timeline/page.ts';
import { onlyLong } from '../../how-many.ts';
import { badDay, hundredReports, oneOfEachType, smallRun } from '../views.ts';

const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (executablePath === undefined) {
  console.warn('The timeline is not tested in a browser: there is none. Install Debian’s package `chromium`, or name one in CHROMIUM.');
}

const quota = { intervalSeconds: 60, burst: 15 };
const WIDTH = 1280;
const HEIGHT = 900;

type Opened = { page: Page; requests: string[]; elsewhere: string[]; problems: string[] };

describe.skipIf(executablePath === undefined)('the timeline in headless Chromium', () => {
  let browser: Browser;
  const opened = new Map<string, Promise<Opened>>();

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** A page is loaded once for all tests, and shown at the width that a test asks for: a browser's page costs a third of a second. */
  const open = async (html: string, colorScheme: 'light' | 'dark' = 'light', width = WIDTH): Promise<Opened> => {
    const key = `${colorScheme} ${html}`;
    const loading = opened.get(key) ?? load(html, colorScheme);
    opened.set(key, loading);
    const { page } = await loading;
    await page.setViewportSize({ width, height: HEIGHT });
    return loading;
  };

  /** The page as a browser gets it from a server, with every request that it makes. */
  const load = async (html: string, colorScheme: 'light' | 'dark'): Promise<Opened> => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.setHeader('content-type', 'text/html').end(html);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme, reducedMotion: 'reduce' });
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}/`;
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(url);
    server.close();
    server.closeAllConnections();
    return { page, requests, elsewhere, problems };
  };

  test('it requests nothing but itself, and the console stays empty', async () => {
    const { page, requests, elsewhere, problems } = await open(timelineHtml([badDay()], { quota }));
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual(['/']);
    expect(elsewhere).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('it is light or dark as the reader prefers, with readable contrast in both', async () => {
    const html = timelineHtml([badDay()], { quota });
    const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = (await open(html, 'light')).page;
    const dark = (await open(html, 'dark')).page;
    expect(await background(light)).toBe('rgb(255, 255, 255)');
    expect(await background(dark)).toBe('rgb(15, 20, 27)');
    for (const page of [light, dark]) {
      for (const selector of [
        'h1',
        '.when',
        '.label .options',
        '.end .result',
        '.row.failed .result',
        '.row.unfinished .result',
        '.trouble',
        '.axis i',
        'td small',
      ]) {
        expect(await contrastOf(page, selector), selector).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('a screen reader finds headings, the chart, every bar by name, and a real table', async () => {
    const { page } = await open(timelineHtml([badDay()], { quota }));
    await page.getByRole('heading', { level: 1, name: 'acme-vendor-us failed' }).waitFor();
    const chart = page.getByRole('group', { name: 'Timeline of 22 reports' });
    expect(
      await chart
        .getByRole('listitem')
        .filter({ has: page.getByRole('link') })
        .count(),
    ).toBe(22);
    expect(
      await chart
        .getByRole('link', { name: /VendorInventoryReport US MANUFACTURING DAY RETAIL 2026-11-20: saved.*asked for by an earlier run/ })
        .count(),
    ).toBe(1);
    await chart.getByRole('img', { name: /the limit is 15 at once/ }).waitFor();
    const table = page.getByRole('table', { name: /Reports of morning/ });
    expect(await table.getByRole('columnheader').count()).toBe(11);
    expect(await table.getByRole('row').count()).toBe(23);
    expect(await table.getByRole('rowheader', { name: /BrandAnalyticsSearchTermsReport US/ }).count()).toBe(3);
  });

  test('the keyboard moves from bar to bar with visible focus, and Enter goes to the report in the table', async () => {
    const { page } = await open(timelineHtml([smallRun()], { quota }));
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ text: 'Skip to the table' });
    await page.keyboard.press('Tab');
    const first = await focused(page);
    expect(first).toMatchObject({ name: expect.stringContaining('VendorSalesReport'), outline: 'solid' });
    await page.keyboard.press('Enter');
    const target = page.locator(':target');
    expect(await target.evaluate((row) => row.tagName)).toBe('TR');
    expect(await target.textContent()).toContain('VendorSalesReport');
    expect((await target.boundingBox())?.y).toBeLessThan(HEIGHT);
  });

  test('100 reports stay readable: no row overlaps the next, nothing is cut off at the side, the axis stays in sight', async () => {
    const { page } = await open(timelineHtml([hundredReports()], { quota }));
    const rows = await page
      .locator('.row')
      .evaluateAll((all) => all.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
    expect(rows).toHaveLength(101);
    for (const [index, { bottom }] of rows.slice(0, -1).entries()) expect(rows[index + 1]?.top).toBeGreaterThanOrEqual(bottom - 0.5);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(WIDTH);
    await page.locator('.row').nth(60).scrollIntoViewIfNeeded();
    expect(await page.locator('.axis').evaluate((axis) => axis.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  });

  test('bars end where their reports ended', async () => {
    const { page } = await open(timelineHtml([smallRun()], { quota }));
    const [plot, finish, lastSign] = await Promise.all([
      page.locator('.axis .plot').boundingBox(),
      page.locator('.mark.finished').boundingBox(),
      page
        .locator('.row .outcome')
        .evaluateAll((signs) =>
          Math.max(...signs.map((sign) => sign.getBoundingClientRect().left + sign.getBoundingClientRect().width * 0.4)),
        ),
    ]);
    if (plot === null || finish === null) throw new Error('the chart has no axis or no finish');
    // The run settled 4 s after its last report, of 13 min 23 s that are shown.
    expect(finish.x - lastSign).toBeGreaterThan(0);
    expect(finish.x - lastSign).toBeLessThan(plot.width * 0.01);
  });

  test('it fits a phone', async () => {
    const { page } = await open(timelineHtml([badDay()], { quota }), 'light', 420);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
  });

  test('on a phone of 390 pixels names are complete, and no times of the axis overlap', async () => {
    const leftOut = [{ what: 'VendorForecastingReport/US/sellingProgram=RETAIL/2026-11-24', why: 'answered less than 20 hours ago' }];
    const { page } = await open(timelineHtml([{ ...badDay(), leftOut }], { quota }), 'light', 390);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    const ticks = await page
      .locator('.axis .plot i:visible')
      .evaluateAll((all) => all.map((tick) => tick.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
    expect(ticks.length).toBeGreaterThan(1);
    for (const [index, { right }] of ticks.slice(0, -1).entries()) expect(ticks[index + 1]?.left).toBeGreaterThan(right);
    const plot = await page.locator('.row.unfinished .plot').first().boundingBox();
    expect(plot?.width).toBeGreaterThan(340);
  });

  test.for([1280, ...onlyLong(900), 390])('%i pixels wide, no text is cut off, and problems are shown', async (width) => {
    for (const view of [badDay(), oneOfEachType()]) {
      const { page } = await open(timelineHtml([view], { quota }), 'light', width);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const cut = (selector: string) =>
        page.locator(selector).evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
      expect([await cut('.row .label'), await cut('.row .end')]).toEqual([0, 0]);
      expect(await page.locator('.options:visible').count()).toBe(view.jobs.length);
      expect(await page.locator('.trouble:visible').count()).toBeGreaterThan(2);
      const rows = await page
        .locator('.row')
        .evaluateAll((all) => all.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
      for (const [index, { bottom }] of rows.slice(0, -1).entries()) expect(rows[index + 1]?.top).toBeGreaterThanOrEqual(bottom - 0.5);
      const tallest = await page
        .locator('tbody tr')
        .evaluateAll((all) => Math.max(...all.map((row) => row.getBoundingClientRect().height)));
      expect(tallest).toBeLessThan(150);
    }
  });

  test.for([1280, 390])('%i pixels wide, each round has a time on the axis, and no time overlaps another or the edge', async (width) => {
    const { page } = await open(timelineHtml([oneOfEachType()], { quota }), 'light', width);
    const ticks = await page
      .locator('.axis .plot i:visible')
      .evaluateAll((all) => all.map((one) => ({ text: one.textContent ?? '', ...one.getBoundingClientRect().toJSON() })));
    expect(ticks.some(({ text }) => text.startsWith('06:10:'))).toBe(true);
    for (const [index, { right }] of ticks.entries()) expect(right).toBeLessThan(ticks[index + 1]?.left ?? width);
  });

  test('on a phone the lines of plan and finish are behind the text, elsewhere beside it', async () => {
    const html = timelineHtml([oneOfEachType()], { quota });
    const narrow = (await open(html, 'light', 390)).page;
    const styles = (selector: string) =>
      narrow.evaluate<{ colour: string; layer: string }[]>(
        `[...document.querySelectorAll('${selector}')].map((one) => getComputedStyle(one)).map((style) => ({ colour: style.backgroundColor, layer: style.zIndex }))`,
      );
    for (const { colour, layer } of await styles('.row .end, .row .label')) expect([colour, layer]).toEqual(['rgb(255, 255, 255)', '3']);
    for (const { layer } of await styles('.lines .planned')) expect(Number(layer)).toBeLessThan(3);
    const wide = (await open(html)).page;
    const [lines, ends] = await Promise.all([wide.locator('.lines .plot').boundingBox(), wide.locator('.row .end').nth(1).boundingBox()]);
    expect((lines?.x ?? 0) + (lines?.width ?? 0)).toBeLessThan(ends?.x ?? 0);
  });

  /** `UPDATE_PICTURES=.local/timeline.html npx vitest run test/cli/timeline/page.browser.test.ts`, after a bad day here. */
  test.runIf(process.env['UPDATE_PICTURES'])('the pictures of the README', async () => {
    mkdirSync('docs', { recursive: true });
    const html = readFileSync(process.env['UPDATE_PICTURES'] ?? '', 'utf8');
    for (const [scheme, path] of [
      ['light', 'docs/timeline.png'],
      ['dark', 'docs/timeline-dark.png'],
    ] as const) {
      const { page } = await open(html, scheme);
      const chart = await page.locator('.chart').first().boundingBox();
      await page.screenshot({
        path,
        fullPage: true,
        clip: { x: 0, y: 0, width: WIDTH, height: (chart?.y ?? 0) + (chart?.height ?? 0) + 24 },
      });
    }
  });
});

// Scripts of the page are text: the project's types know no document.
const focused = (page: Page) =>
  page.evaluate<{ name: string; text: string; outline: string }>(`(() => {
    const element = document.activeElement;
    return { name: element.getAttribute('aria-label') ?? '', text: element.textContent, outline: getComputedStyle(element).outlineStyle };
  })()`);

/** WCAG's contrast ratio of the first such element’s text on its background. */
const contrastOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate<number>(`(() => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = (colour) => {
      const [red, green, blue] = channels(colour).map(linear);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const element = document.querySelector(${JSON.stringify(selector)});
    let behind = element;
    while (behind.parentElement && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const shades = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminance);
    return (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05);
  })()`);
