import { isInsufficientStorageError } from '@http507/client';
import { describe, expect, test } from 'vitest';

import { CLIENTS, MISSING } from './clients.ts';
import { startFullService } from './full-service.ts';

const QUOTA = JSON.stringify({ detail: 'Yours is full.', reason: 'quota', usedBytes: 11, quotaBytes: 10 });

/** Resolves to what a promise rejects with. */
async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  try {
    await sending;
  } catch (thrown) {
    return thrown;
  }
  throw new Error('It did not fail');
}

test.skipIf(MISSING.length === 0)(`without ${MISSING.join(', ')}`, () => undefined);

describe.concurrent.each(CLIENTS)(
  '$name',
  ({ create, hasCause, unwrap = (thrown) => thrown, signals, bodies }) => {
    const send = create();
    const waitless =
      (signals === 'none' && 'it has no signals') || (bodies === 'streams' && 'it never waits with a body');
    const patient = { retry: { within: '1 min' } } as const;

    test('rejects with the facts of the answer', async () => {
      const { url, requests } = await startFullService({ headers: { 'Retry-After': '7' } });
      const error = unwrap(await failureOf(send({ url, body: 'photo' })));
      expect(isInsufficientStorageError(error)).toBe(true);
      expect(error).toMatchObject({
        name: 'InsufficientStorageError',
        status: 507,
        reason: 'capacity',
        temporary: true,
        retryAfter: { seconds: 7 },
        requestId: '9f0c',
        detail: 'There is no room.',
        mayRetry: bodies !== 'streams',
      });
      expect(error).toHaveProperty(hasCause ? 'cause.response' : 'message');
      expect(requests).toHaveLength(1);
    });

    test('returns an answer with another status as ever', async () => {
      const { url, requests } = await startFullService({ refusals: 0 });
      expect(await send({ url, body: 'photo' })).toEqual({ status: 201, text: 'stored' });
      expect(await create(patient)({ url, body: 'photo' })).toEqual({ status: 201, text: 'stored' });
      expect(requests.map(({ body }) => body)).toEqual(['photo', 'photo']);
    });

    test('sends again what found no room, when it is asked to', async () => {
      const { url, requests } = await startFullService({ refusals: 1, headers: { 'Retry-After': '1' } });
      const sending = create(patient)({ url, body: 'photo', headers: { 'x-mine': 'yes' } });
      if (bodies === 'streams') {
        expect(unwrap(await failureOf(sending))).toMatchObject({ obstacle: 'body' });
        return;
      }
      expect(await sending).toEqual({ status: 201, text: 'stored' });
      expect(requests.map(({ method, body, headers }) => [method, body, headers['x-mine']])).toEqual([
        ['PUT', 'photo', 'yes'],
        ['PUT', 'photo', 'yes'],
      ]);
    });

    test('sends nothing again for a used-up quota', async () => {
      const { url, requests } = await startFullService({ body: QUOTA, headers: { 'Retry-After': '0' } });
      const error = unwrap(await failureOf(create(patient)({ url, body: 'photo' })));
      expect(error).toMatchObject({ reason: 'quota', usedBytes: 11, quotaBytes: 10, obstacle: 'quota' });
      expect(requests).toHaveLength(1);
    });

    test('sends a POST again only with an Idempotency-Key', async () => {
      const { url, requests } = await startFullService({ refusals: 2, headers: { 'Retry-After': '0' } });
      const post = { url, method: 'POST', body: 'photo' } as const;
      const error = unwrap(await failureOf(create(patient)(post)));
      expect(error).toMatchObject({ obstacle: 'method', mayRetry: false });
      expect(requests).toHaveLength(1);
      if (bodies === 'streams') return;
      await create(patient)({ ...post, headers: { 'Idempotency-Key': 'a' } });
      expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, 'a', 'a']);
    });

    test('sends no stream again, and says so', async () => {
      const { url, requests } = await startFullService({ headers: { 'Retry-After': '0' } });
      const error = unwrap(await failureOf(create(patient)({ url, body: 'photo', streams: true })));
      expect(error).toMatchObject({
        obstacle: 'body',
        mayRetry: false,
        message: 'Insufficient storage (no retry: body)',
      });
      expect(requests.map(({ body }) => body)).toEqual(['photo']);
    });

    test.skipIf(waitless)(`stops waiting when it is aborted${waitless ? ` (${waitless})` : ''}`, async () => {
      const { url, requests } = await startFullService({ headers: { 'Retry-After': '30' } });
      const aborting = new AbortController();
      const sending = failureOf(create(patient)({ url, body: 'photo', signal: aborting.signal }));
      await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(1);
      // Not as soon as the request has arrived, but once its answer has.
      setTimeout(() => aborting.abort(), 300);
      expect(String(unwrap(await sending))).toMatch(/abort|cancel/i);
      expect(requests).toHaveLength(1);
    });

    test('leaves a broken connection to the library', async () => {
      const url = 'http://127.0.0.1:1/';
      for (const options of [undefined, patient]) {
        const error = unwrap(await failureOf(create(options)({ url, body: 'photo' })));
        expect(isInsufficientStorageError(error)).toBe(false);
        expect(error).toBeInstanceOf(Error);
      }
    });
  },
);
