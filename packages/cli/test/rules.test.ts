import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { judge, RULES } from '../src/inspect/index.ts';
import { FINE, FOUND } from './examples-of-findings.ts';
import { exchangeOf, recordingOf } from './recordings.ts';

const TYPES = fc.constantFrom(
  'application/json',
  'application/xml',
  'text/html',
  'application/problem+json',
  '',
);
const NAMES = fc.constantFrom(
  'cache-control',
  'retry-after',
  'vary',
  'x-request-id',
  'server',
  'expires',
  'age',
);

test('the ids are frozen', async () => {
  const ids = `${RULES.map(({ id }) => id).join('\n')}\n`;
  await expect(ids).toMatchFileSnapshot('../rule-ids.txt');
});

test('each id stands for one rule, and each rule has examples', () => {
  expect(Object.keys(FOUND)).toEqual(RULES.map(({ id }) => id));
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test.each(RULES)('$id names a standard and a section of it, and speaks in sentences', (rule) => {
  expect(rule.source).toMatch(/^(?:RFC \d{4}, sections? \d[\d., and]*|Fetch Standard, "[^"]+")(?:; |$)/);
  for (const text of [rule.what, rule.why, rule.mend]) expect(text).toMatch(/^[A-Z].*[.`]$/);
});

describe.each(Object.entries(FOUND))('%s', (id, examples) => {
  test.each(examples.map((exchanges, index) => [index + 1, exchanges] as const))(
    'is found in example %i, and nothing else is',
    (_number, exchanges) => {
      expect(judge(recordingOf(exchanges)).map((finding) => finding.id)).toEqual([id]);
    },
  );
});

test.each(Object.entries(FINE))('nothing is found in %s', (_name, exchanges) => {
  expect(judge(recordingOf(exchanges))).toEqual([]);
});

test('a client that chooses the request id gets it repeatedly', () => {
  const exchanges = [1, 2].map(() =>
    exchangeOf({}, { text: '{}', headers: { 'x-request-id': 'of-the-client' } }),
  );
  expect(judge(recordingOf(exchanges, ['x-request-id']))).toEqual([]);
});

test("an answer that repeats the request's own origin exposes no host", () => {
  const origin = 'http://localhost:5070';
  const headers = {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': '*',
    vary: 'Origin, Accept',
  };
  expect(judge(recordingOf([exchangeOf({ scriptOrigin: origin }, { headers })]))).toEqual([]);
  expect(judge(recordingOf([exchangeOf({}, { headers })])).map(({ id }) => id)).toContain('leak.host');
});

test('a finding lists each text once, with the requests that it was found in', () => {
  const exchanges = [
    exchangeOf(),
    exchangeOf({ method: 'PUT', bodyBytes: 1000 }),
    exchangeOf({ method: 'POST' }),
  ].map(({ request }) =>
    exchangeOf(request, { headers: { etag: request.method === 'POST' ? '"2"' : '"1"' } }),
  );
  expect(judge(recordingOf(exchanges))[0]?.evidence).toEqual([
    { text: 'etag: "1"', requests: ['GET over HTTP/1.1', 'PUT over HTTP/1.1, 1 kB'] },
    { text: 'etag: "2"', requests: ['POST over HTTP/1.1'] },
  ]);
});

test('a finding shows only the beginning of a secret, in one line that cannot command a terminal', () => {
  const secret = 'postgres://app:hunter2hunter2@db.example.com';
  const [finding] = judge(recordingOf([exchangeOf({}, { text: JSON.stringify({ detail: secret }) })]));
  expect(finding?.evidence[0]?.text).toBe('postgres://a… (30 characters)');
  const [other] = judge(recordingOf([exchangeOf({}, { headers: { etag: '"\u001b[2J\u202e\n"' } })]));
  expect(other?.evidence[0]?.text).toBe('etag: " [2J "');
});

test('no body and no header makes a rule throw', () => {
  const hostile = fc.string({ maxLength: 500, unit: 'binary' });
  fc.assert(
    fc.property(hostile, TYPES, NAMES, hostile, (text, type, name, value) => {
      const exchange = exchangeOf({}, { text, headers: { 'content-type': type, [name]: value } });
      expect(judge(recordingOf([exchange]))).toBeInstanceOf(Array);
    }),
  );
});

test('no body and no header of 64 kB makes a rule take long', { timeout: 60_000 }, () => {
  // A quadratic pattern takes minutes for one of these.
  const units = [
    'at ',
    '/var/',
    '<a>',
    '<br>',
    'SELECT ',
    'a:',
    'fd00:',
    '10.',
    'a.',
    '\\n',
    'eyJ',
    '"',
    'password=',
  ];
  for (const unit of units) {
    const long = unit.repeat(65_536 / unit.length);
    for (const type of ['application/json', 'application/xml', 'text/html']) {
      const headers = {
        'content-type': type,
        'cache-control': long,
        vary: long,
        server: long,
        'x-debug': long,
      };
      expect(judge(recordingOf([exchangeOf({}, { text: long, headers })]))).not.toEqual([]);
    }
  }
});

test('the rules run in browsers: nothing of Node is in a bundle of them', async () => {
  const { metafile } = await build({
    entryPoints: [new URL('../src/inspect/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  expect(output?.imports).toEqual([]);
  expect(output?.inputs).toHaveProperty('src/inspect/judge.ts'.replace(/^/, 'packages/cli/'));
});
