import { gzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { type HarnessClock, virtualClock } from './clock.ts';

const START_MS = Date.parse('2026-03-09T06:00:00Z');

/** Work on zlib's threads, which uses no timer. */
const realWork = () =>
  new Promise<void>((resolve, reject) => gzip(Buffer.alloc(4_000_000), (error) => (error ? reject(error) : resolve())));

test('a day passes immediately when all work sleeps', async () => {
  const clock = virtualClock(START_MS);
  await clock.sleep(24 * 3_600_000);

  expect(clock.now()).toBe(START_MS + 24 * 3_600_000);
});

test('sleeps end in the order of their instants, and at one instant in the order in which they began', async () => {
  const clock = virtualClock(START_MS);
  const woken: string[] = [];
  const sleeper = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push(`${name}@${clock.now() - START_MS}`);
  };

  await Promise.all([sleeper('late', 30), sleeper('first', 10), sleeper('second', 10), sleeper('at once', 0), sleeper('past', -5)]);

  expect(woken).toEqual(['at once@0', 'past@0', 'first@10', 'second@10', 'late@30']);
});

test('a timer that was cleared does not fire, and does not move time', async () => {
  const clock = virtualClock(START_MS);
  const timer = clock.setTimeout(() => expect.unreachable('it was cleared'), 50);
  clock.setTimeout(() => clock.clearTimeout(timer), 10);

  await clock.sleep(20);

  expect(clock.now()).toBe(START_MS + 20);
});

test('time does not advance during real work', async () => {
  const clock = virtualClock(START_MS);
  const hourPassed = clock.sleep(3_600_000);

  await clock.working(async () => {
    await realWork();
    expect(clock.now()).toBe(START_MS);
    await clock.sleep(1000);
    await realWork();
    expect(clock.now()).toBe(START_MS + 1000);
  });

  await hourPassed;
  expect(clock.now()).toBe(START_MS + 3_600_000);
});

test('work with two concurrent sleeps sleeps until the later one ends', async () => {
  const clock = virtualClock(START_MS);

  await clock.working(() => Promise.all([clock.sleep(10), clock.sleep(20), clock.working(() => clock.sleep(15))]));

  expect(clock.now()).toBe(START_MS + 20);
});

test('work that ends while one of its sleeps continues delays nothing', async () => {
  const clock = virtualClock(START_MS);
  const left: Promise<void>[] = [];
  await clock.working(async () => {
    left.push(clock.sleep(50));
    await clock.sleep(10);
  });

  await clock.sleep(100);
  await Promise.all(left);
  expect(clock.now()).toBe(START_MS + 110);

  const passed = clock.sleep(1);
  await clock.working(realWork);
  expect(clock.now()).toBe(START_MS + 110);
  await passed;
});

test('work that throws delays nothing', async () => {
  const clock = virtualClock(START_MS);
  const failing = clock.working(async () => {
    await clock.sleep(1);
    throw new Error('broken');
  });

  await expect(failing).rejects.toThrow('broken');
  await clock.sleep(10);

  expect(clock.now()).toBe(START_MS + 11);
});

test('real work takes its turns in the same order every time', async () => {
  const story = async (clock: HarnessClock) => {
    const events: string[] = [];
    const worker = async (name: number) => {
      await clock.sleep(name % 7);
      await clock.working(async () => {
        events.push(`${name} begins`);
        await new Promise<void>((resolve, reject) =>
          gzip(Buffer.alloc((9 - name) * 200_000), (error) => (error ? reject(error) : resolve())),
        );
        events.push(`${name} ends`);
      });
    };
    await Promise.all(Array.from({ length: 9 }, (_, name) => worker(name)));
    return events;
  };

  const events = await story(virtualClock(START_MS));

  expect(events).toEqual([0, 7, 1, 8, 2, 3, 4, 5, 6].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
