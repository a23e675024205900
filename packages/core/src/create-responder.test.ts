import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import * as core from './index.ts';

const { createResponder, StorageExhaustedError } = core;
type RequestFacts = core.RequestFacts;

const FACTS: RequestFacts = { request: {}, method: 'PUT', id: 'id-1' };

function throwing(): never {
  throw new Error('canary');
}

function answer(responder: core.Responder, thrown: unknown, facts: RequestFacts = FACTS): core.Reply {
  const error = responder.recognize(thrown);
  if (!error) throw new Error('not recognized');
  return responder.reply(responder.describe(error, facts), facts);
}

describe('a responder', () => {
  test('answers a raw error with 507 and leaks nothing of it', () => {
    const thrown = Object.assign(new Error('canary', { cause: 'canary' }), {
      code: 'ENOSPC',
      path: '/canary',
      headers: { 'x-canary': 'canary' },
      status: 200,
      name: 'canary',
    });
    const reply = answer(createResponder(), thrown);
    expect(reply.status).toBe(507);
    expect(JSON.parse(reply.body)).toEqual({
      type: 'about:blank',
      title: 'Insufficient Storage',
      status: 507,
      detail: 'The server has no room to store this right now.',
      error: 'insufficient_storage',
      reason: 'capacity',
      requestId: 'id-1',
      temporary: true,
    });
    expect(JSON.stringify(reply)).not.toContain('canary');
  });

  test('does not recognize errors that are not about storage', () => {
    expect(createResponder().recognize(new Error('other'))).toBeUndefined();
  });

  test('uses the same request id in body, header, reply and event', () => {
    const responder = createResponder({ requestId: () => 'mine' });
    const event = responder.describe(new StorageExhaustedError(), FACTS);
    const reply = responder.reply(event, FACTS);
    expect(event.requestId).toBe('mine');
    expect(reply.requestId).toBe('mine');
    expect(reply.headers['X-Request-Id']).toBe('mine');
    expect(JSON.parse(reply.body).requestId).toBe('mine');
  });

  test('generates a request id once', () => {
    const facts = { request: {}, method: 'PUT' };
    const { requestId, headers, body } = answer(createResponder(), new StorageExhaustedError(), facts);
    expect(headers['X-Request-Id']).toBe(requestId);
    expect(JSON.parse(body).requestId).toBe(requestId);
  });

  test('uses its options type, detail, defaultType and recognize', () => {
    const responder = createResponder({
      type: 'https://example.com/full',
      detail: { quota: 'Yours is full.' },
      defaultType: 'application/problem+json',
      recognize: [({ code }) => (code === 'MINE' ? { reason: 'quota' } : undefined)],
    });
    const { headers, body } = answer(responder, { code: 'MINE' });
    expect(headers['Content-Type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ type: 'https://example.com/full', detail: 'Yours is full.' });
    expect(answer(responder, { code: 'MINE' }, { ...FACTS, accept: 'text/plain' }).body).toMatch(/^507 /);
  });

  test('recognizes no raw errors with recognize: false', () => {
    const responder = createResponder({ recognize: false });
    expect(responder.recognize({ code: 'ENOSPC' })).toBeUndefined();
    expect(responder.recognize(new StorageExhaustedError())).toBeInstanceOf(StorageExhaustedError);
  });

  test('rejects invalid options on creation', () => {
    expect(() => createResponder({ type: 'x' })).toThrow(
      new TypeError('options.type must be an absolute URI'),
    );
  });

  test('answers in less than 1 kB and does not throw for any facts', () => {
    const responder = createResponder();
    const any = fc.anything({ withBigInt: true, withNullPrototype: true });
    const texts = fc.string({ unit: 'binary' });
    const facts = fc.record({
      request: any,
      method: fc.constantFrom('GET', 'HEAD', undefined),
      accept: fc.oneof(any, texts),
      announcedId: any,
      id: any,
      inboundId: fc.oneof(any, texts),
      traceparent: fc.oneof(any, texts),
      vary: fc.oneof(any, texts, fc.array(any)),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const reply = answer(responder, new StorageExhaustedError(), given);
        expect(Buffer.byteLength(reply.body)).toBeLessThan(1024);
        expect(reply.headers['X-Request-Id']).toMatch(/^[\w.~:+/=@-]{1,128}$/);
      }),
    );
  });
});

describe('onExhausted', () => {
  test('receives the event', () => {
    const events: core.ExhaustedEvent[] = [];
    const responder = createResponder({ onExhausted: (event) => events.push(event) });
    const event = responder.describe(new StorageExhaustedError(), FACTS);
    expect(events).toEqual([]);
    responder.report(event);
    expect(events).toEqual([event]);
  });

  test('is optional and may throw or reject', async () => {
    for (const onExhausted of [undefined, throwing, () => Promise.reject(new Error('canary'))]) {
      const responder = createResponder({ onExhausted });
      const event = responder.describe(new StorageExhaustedError(), FACTS);
      expect(() => responder.report(event)).not.toThrow();
    }
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('a user rule', () => {
  type Reported = [unknown, core.RecognitionRule];
  const other = (): never => {
    throw new Error('other');
  };

  test('that throws is reported once, however often it runs', () => {
    const reported: Reported[] = [];
    const onRuleError = (error: unknown, rule: core.RecognitionRule): unknown => reported.push([error, rule]);
    const responder = createResponder({ recognize: [throwing, other] }, { onRuleError });
    const enospc = { code: 'ENOSPC', cause: new Error('x') };
    for (let index = 0; index < 3; index += 1) {
      expect(responder.recognize(new Error('x', { cause: 'y' }))).toBeUndefined();
      expect(responder.recognize({ cause: enospc })?.kind).toBe('disk');
    }
    expect(reported).toEqual([
      [new Error('canary'), throwing],
      [new Error('other'), other],
    ]);
  });

  test('is reported by each responder that uses it', () => {
    let reports = 0;
    for (let index = 0; index < 2; index += 1) {
      const responder = createResponder({ recognize: [throwing] }, { onRuleError: () => (reports += 1) });
      responder.recognize(new Error('x'));
    }
    expect(reports).toBe(2);
  });

  test('may throw without a hook or with a hook that fails', async () => {
    for (const onRuleError of [undefined, throwing, () => Promise.reject(new Error('canary'))]) {
      const responder = createResponder({ recognize: [throwing] }, { onRuleError });
      expect(responder.recognize(new Error('x'))).toBeUndefined();
      expect(responder.recognize({ code: 'ENOSPC' })?.kind).toBe('disk');
    }
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test('the package exports exactly this', () => {
  expect(Object.keys(core).sort()).toEqual([
    'StorageExhaustedError',
    'callAndForget',
    'childProcessDiskFull',
    'createResponder',
    'isStorageExhaustedError',
    'postgresOutOfMemory',
    'postgresTempFileLimit',
    'recognize',
    'redisSnapshotsFailing',
    'serializeStorageExhausted',
  ]);
});
