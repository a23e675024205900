import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { RecordedAnswer } from '../src/inspect/index.ts';
import { ResponseParser } from '../src/record/response-parser.ts';

const LENGTH = 'HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 7\r\nA: 1\r\nA: 2\r\n\r\nNo room';
const CHUNKED =
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 507 X\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nNo \r\n4;a=b\r\nroom\r\n0\r\nA: 1\r\n\r\n';

function parse(parts: readonly string[]): RecordedAnswer | undefined {
  const parser = new ResponseParser('GET');
  for (const part of parts) parser.push(Buffer.from(part, 'latin1'));
  return parser.answer('closed', 0);
}

/** Returns a text in parts, split at positions. */
function split(text: string, positions: readonly number[]): string[] {
  const ends = [...positions.map((position) => position % text.length), text.length].sort((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

test.each([
  [
    LENGTH,
    [
      ['content-length', '7'],
      ['a', '1'],
      ['a', '2'],
    ],
    [],
  ],
  [CHUNKED, [['transfer-encoding', 'gzip, chunked']], [100]],
])('a response is the same in whichever parts it arrives', (text, headers, interim) => {
  const whole = parse([text]);
  expect(whole).toMatchObject({ status: 507, headers, interim, extraBytes: 0, faults: [] });
  expect(whole?.body).toMatchObject({ bytes: 7, text: 'No room', end: 'complete' });
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 300 }), (positions) => {
      expect(parse(split(text, positions))).toEqual(whole);
    }),
  );
});

test('no bytes make the parser throw', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'HTTP/1.1 507 X\r\n',
      'Content-Length: 9\r\n',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      '0\r\n',
      'ff\r\n',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      parse(pieces);
    }),
    { numRuns: 2000 },
  );
});

test('a body ends with the connection where nothing else ends it', () => {
  expect(parse(['HTTP/1.0 507 X\r\n\r\nNo ', 'room'])?.body).toMatchObject({
    text: 'No room',
    end: 'complete',
  });
  expect(parse(['HTTP/1.1 507 X\nContent-Length: 9\n\nNo room'])?.body.end).toBe('cut');
  expect(parse(['HTTP/1.1 204 X\r\nContent-Length: 9\r\n\r\n'])?.body.end).toBe('complete');
});
