import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createBodies } from './body.ts';
import { createEvent, type ExhaustedEvent } from './exhausted-event.ts';
import { MEDIA_TYPES } from './negotiate.ts';
import { render } from './render.ts';
import { createDocument } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const sentence = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('At @ or "@", <@>: \u0000 💾'));

const options = fc.record(
  {
    reason: fc.constantFrom('capacity' as const, 'quota' as const),
    temporary: fc.boolean(),
    retryAfter: fc.nat(),
    usage: fc.record({ usedBytes: fc.nat(), quotaBytes: fc.nat() }),
  },
  { requiredKeys: [] },
);

const requestId = fc.stringMatching(/^[A-Za-z0-9._~:+/=@-]{1,128}$/);

test('inserts the request id into the rendered body and returns the length in bytes', () => {
  fc.assert(
    fc.property(
      sentence,
      fc.array(fc.tuple(options, requestId, fc.constantFrom(...MEDIA_TYPES)), { maxLength: 8 }),
      (text, failures) => {
        const detail = { capacity: text, quota: text };
        const document = (event: ExhaustedEvent) => createDocument(event, { detail });
        const bodyOf = createBodies(document);
        for (const [given, id, mediaType] of failures) {
          const event = createEvent(new StorageExhaustedError(given), id, { request: {}, method: 'PUT' });
          const body = bodyOf(event, mediaType);
          expect(body.text).toBe(render(document(event), mediaType));
          expect(body.length).toBe(Buffer.byteLength(body.text));
        }
      },
    ),
  );
});

test('renders once for failures that differ only in their request ids', () => {
  let rendered = 0;
  const bodyOf = createBodies((event) => {
    rendered += 1;
    return createDocument(event, {});
  });
  const fail = (given: object, id: string) =>
    bodyOf(createEvent(new StorageExhaustedError(given), id, { request: {}, method: 'PUT' }), 'text/plain');
  expect(fail({}, 'id-1').text).toContain('Request id: id-1\n');
  expect(fail({ kind: 'disk' }, 'id-2').text).toContain('Request id: id-2\n');
  expect(rendered).toBe(1);
  expect(fail({ temporary: false }, 'id-3').text).toContain('(lasting)');
  expect(fail({ retryAfter: 5 }, 'id-4').text).toContain('Try again in 5 seconds.');
  expect(fail({ reason: 'quota' }, 'id-5').text).toContain('Reason: quota');
  expect(fail({}, 'id-6').text).toContain('(temporary)');
  expect(rendered).toBe(4);
});
