import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';

import { state } from '../src/page/model/gateway.ts';
import { hasStackTrace } from '../src/page/model/has-stack-trace.ts';
import { plainName } from '../src/page/model/plain-name.ts';
import { watchRestarts } from '../src/page/model/watch-restarts.ts';
import type { ServiceId, ServiceState } from '../src/protocol.ts';

const LONG = 'b'.repeat(90);

test.each([
  ['begins with a dot', '.hidden', 'hidden'],
  ['contains letters that the gateway refuses', 'holiday in Łódź.jpg', 'holiday-in---d-.jpg'],
  ['is too long, with dots where it is cut', `a${'.'.repeat(60)}${LONG}.txt`, `${LONG}.txt`],
  ['consists of dots', '...', 'file'],
])('a name that %s becomes plain', (_description, name, plain) => {
  expect(plainName(name)).toBe(plain);
});

test.each([
  [true, 'lines of a stack trace', 'Error: full\n    at write (file:///app/store.js:12:7)'],
  [true, 'JSON', '{"stack":"Error\\n    at async put (/app/store.js:12:7)"}'],
  [false, 'a time', 'Try again at 12:30.'],
  [false, 'a long line that only ends like one', `Look at ${'a'.repeat(300)}:12:7`],
])('a stack trace is found (%s) in %s', (expected, _description, text) => {
  expect(hasStackTrace(text)).toBe(expected);
});

/** Shows the page a state in which some services are up. */
function show(areUp: Readonly<Partial<Record<ServiceId, boolean>>>): void {
  const services = Object.entries(areUp).map(([id, isUp]) => ({ id, isUp }) as ServiceState);
  state.value = { services, allowedHosts: [] };
}

test('a restart is awaited although the last state is from before the end of the service', async () => {
  show({ 'koa-with': true });
  const untilRestarted = watchRestarts();
  const onRestart = vi.fn();
  void untilRestarted(['koa-with']).then(onRestart);
  for (const isUp of [true, false]) {
    show({ 'koa-with': isUp });
    await setImmediate();
    expect(onRestart).not.toHaveBeenCalled();
  }
  show({ 'koa-with': true });
  await setImmediate();
  expect(onRestart).toHaveBeenCalled();
});

test('a restart is noticed while another upload lasts, and only services that have ended are awaited', async () => {
  const untilRestarted = watchRestarts();
  for (const isUp of [true, false, true]) show({ 'koa-with': isUp, 'koa-without': true });
  const onRestart = vi.fn();
  void untilRestarted(['koa-with']).then(onRestart);
  await setImmediate();
  expect(onRestart).toHaveBeenCalled();
});
