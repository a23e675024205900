import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { FlushedStormLimiter } from './flushed-storm-limiter.ts';

const WINDOW = 10_000;

describe('within a process', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.runOnlyPendingTimers();
    vi.useRealTimers();
  });

  /** A limiter whose summaries are kept. */
  function limiter(): { admit: (key: string) => boolean; summaries: [string, number][] } {
    const storm = new FlushedStormLimiter();
    const summaries: [string, number][] = [];
    return { admit: (key) => storm.admit(key, (count) => summaries.push([key, count])), summaries };
  }

  test('logs one record and one exact count for 100,000 failures of one kind', () => {
    const { admit, summaries } = limiter();
    let records = 0;
    for (let index = 0; index < 100_000; index += 1) {
      if (admit('disk')) records += 1;
      if (index % 100 === 0) vi.advanceTimersByTime(9);
    }
    expect(records).toBe(1);
    expect(summaries).toEqual([]);
    vi.advanceTimersByTime(WINDOW);
    expect(summaries).toEqual([['disk', 99_999]]);
    vi.advanceTimersByTime(10 * WINDOW);
    expect(summaries).toHaveLength(1);
  });

  test('ends a window after 10 s and logs the next failure', () => {
    const { admit, summaries } = limiter();
    expect(admit('disk')).toBe(true);
    vi.advanceTimersByTime(WINDOW - 1);
    expect(admit('disk')).toBe(false);
    expect(summaries).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(summaries).toEqual([['disk', 1]]);
    expect(admit('disk')).toBe(true);
  });

  test('adds no summary, timer or listener for a single failure', () => {
    const listeners = process.listenerCount('exit');
    const { admit, summaries } = limiter();
    admit('disk');
    expect(vi.getTimerCount()).toBe(0);
    expect(process.listenerCount('exit')).toBe(listeners);
    vi.advanceTimersByTime(2 * WINDOW);
    expect(admit('disk')).toBe(true);
    expect(summaries).toEqual([]);
  });

  test('uses one timer and one listener in a storm and removes both', () => {
    const listeners = process.listenerCount('exit');
    const { admit } = limiter();
    for (let index = 0; index < 1_000; index += 1) admit(`key ${index % 10}`);
    expect(vi.getTimerCount()).toBe(1);
    expect(process.listenerCount('exit')).toBe(listeners + 1);
    vi.advanceTimersByTime(2 * WINDOW);
    expect(vi.getTimerCount()).toBe(0);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  test('counts overlapping keys separately, each in its own window', () => {
    const { admit, summaries } = limiter();
    admit('a');
    admit('a');
    vi.advanceTimersByTime(6_000);
    admit('b');
    admit('b');
    admit('b');
    admit('a');
    vi.advanceTimersByTime(4_000);
    expect(summaries).toEqual([['a', 2]]);
    vi.advanceTimersByTime(6_000);
    expect(summaries).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  test('summarizes a window that ended while the event loop was busy before the next record', () => {
    const { admit, summaries } = limiter();
    admit('a');
    admit('a');
    // The clock advances, but no timer has fired.
    const { now } = performance;
    performance.now = () => now.call(performance) + WINDOW;
    expect(admit('a')).toBe(true);
    expect(summaries).toEqual([['a', 1]]);
    performance.now = now;
  });

  test('waits for the remainder if the timer fires early', () => {
    const { admit, summaries } = limiter();
    admit('a');
    admit('a');
    const { now } = performance;
    performance.now = () => now.call(performance) - 5;
    vi.advanceTimersByTime(WINDOW);
    expect(summaries).toEqual([]);
    vi.advanceTimersByTime(5);
    expect(summaries).toEqual([['a', 1]]);
    performance.now = now;
  });

  test('logs 257 records for 10,000 keys and counts all others', () => {
    const { admit, summaries } = limiter();
    let records = 0;
    for (let round = 0; round < 2; round += 1)
      for (let index = 0; index < 10_000; index += 1) if (admit(`key ${index}`)) records += 1;
    expect(records).toBe(257);
    vi.advanceTimersByTime(WINDOW);
    expect(summaries).toHaveLength(257);
    expect(summaries.reduce((sum, [, count]) => sum + count, 0)).toBe(20_000 - 257);
    expect(admit('another')).toBe(true);
  });

  test('frees keys without a summary when their windows end', () => {
    const { admit } = limiter();
    for (let index = 0; index < 1_000; index += 1) admit(`a ${index}`);
    vi.advanceTimersByTime(WINDOW);
    let records = 0;
    for (let index = 0; index < 256; index += 1) if (admit(`b ${index}`)) records += 1;
    expect(records).toBe(256);
  });
});

describe('on process exit', () => {
  let code = '';
  beforeAll(async () => {
    const entryPoint = fileURLToPath(new URL('./flushed-storm-limiter.ts', import.meta.url));
    const logging = fileURLToPath(new URL('../../core/src/logging.ts', import.meta.url));
    const built = await build({
      entryPoints: [entryPoint],
      bundle: true,
      alias: { '@http507/core/logging': logging },
      write: false,
      format: 'cjs',
      platform: 'node',
    });
    code = `${built.outputFiles[0]?.text}
      const limiter = new module.exports.FlushedStormLimiter();
      const admit = (key) => limiter.admit(key, (count) => console.error(key + ' ' + count));`;
  });

  async function run(script: string): Promise<string> {
    const { stderr } = await promisify(execFile)(process.execPath, ['-e', `${code}\n${script}`]);
    return stderr;
  }

  test('summarizes suppressed records, and the timer does not keep the process alive', async () => {
    const started = performance.now();
    expect(await run(`for (let index = 0; index < 1000; index += 1) { admit('a'); admit('b'); }`)).toBe(
      'a 999\nb 999\n',
    );
    expect(performance.now() - started).toBeLessThan(WINDOW / 2);
  });

  test('summarizes on process.exit too', async () => {
    expect(await run(`admit('a'); admit('a'); process.exit(0);`)).toBe('a 1\n');
  });

  test('logs nothing if nothing was suppressed', async () => {
    expect(await run(`admit('a'); admit('b');`)).toBe('');
  });
});
