import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import type { RecognitionRule } from '@http507/core';
import { afterEach, expect, test } from 'vitest';

import { createAdapterResponder } from './create-adapter-responder.ts';

const published: unknown[] = [];
const collect = (message: unknown): void => void published.push(message);

afterEach(() => {
  unsubscribe('http507:rule-error', collect);
  published.length = 0;
});

test('a rule that throws is reported once and skipped', () => {
  subscribe('http507:rule-error', collect);
  const mistake = new TypeError('a mistake in the rule');
  const rule: RecognitionRule = () => {
    throw mistake;
  };
  const { responder } = createAdapterResponder({ recognize: [rule] });
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  expect(responder.recognize(full)?.kind).toBe('disk');
  expect(responder.recognize(new Error('another'))).toBeUndefined();
  expect(published).toEqual([{ error: mistake, rule }]);
});

test.each([null, 42, 'options', []])('rejects options that are not an object: %j', (options) => {
  expect(() => createAdapterResponder(options as never)).toThrow(new TypeError('options must be an object'));
});
