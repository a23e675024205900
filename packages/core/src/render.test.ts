import { describe, expect, test } from 'vitest';

import { render } from './render.ts';
import { serializeStorageExhausted } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const quota = serializeStorageExhausted(
  new StorageExhaustedError({ reason: 'quota', retryAfter: 30, usage: { usedBytes: 12, quotaBytes: 10 } }),
  { requestId: 'id-1' },
);
const capacity = serializeStorageExhausted(new StorageExhaustedError());

function hostile(detail: string): typeof capacity {
  return serializeStorageExhausted(new StorageExhaustedError(), {
    detail: { capacity: detail, quota: detail },
  });
}

describe('JSON', () => {
  test('is the document, identical for both media types', () => {
    expect(render(quota, 'application/json')).toBe(JSON.stringify(quota));
    expect(render(quota, 'application/problem+json')).toBe(render(quota, 'application/json'));
    expect(render(capacity, 'application/json')).toBe(
      '{"type":"about:blank","title":"Insufficient Storage","status":507,' +
        '"detail":"The server has no room to store this right now.","error":"insufficient_storage",' +
        '"reason":"capacity","temporary":true}',
    );
  });
});

describe('text', () => {
  test('contains all facts, one per line', () => {
    expect(render(quota, 'text/plain')).toBe(
      [
        '507 Insufficient Storage',
        '',
        'The storage allotted to this account is used up.',
        'Used: 12 of 10 bytes.',
        'Try again in 30 seconds.',
        'Reason: quota (temporary).',
        'Request id: id-1',
        '',
      ].join('\n'),
    );
  });

  test('omits unknown facts', () => {
    expect(render(capacity, 'text/plain')).toBe(
      '507 Insufficient Storage\n\nThe server has no room to store this right now.\nReason: capacity (temporary).\n',
    );
  });

  test('says whether the shortage is lasting', () => {
    const lasting = serializeStorageExhausted(new StorageExhaustedError({ temporary: false }));
    expect(render(lasting, 'text/plain')).toContain('Reason: capacity (lasting).');
  });
});

describe('the page', () => {
  const page = render(quota, 'text/html');

  test('contains all facts', () => {
    for (const sentence of render(quota, 'text/plain').split('\n').slice(2, -1))
      expect(page).toContain(`<p>${sentence}</p>`);
  });

  test('is accessible', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('<meta charset="utf-8">');
    expect(page).toContain('<meta name="viewport" content="width=device-width">');
    expect(page).toContain('<title>507 Insufficient Storage</title>');
    expect(page.match(/<main>/g)).toHaveLength(1);
    expect(page.match(/<h1>Insufficient Storage<\/h1>/g)).toHaveLength(1);
  });

  test('uses nothing that its Content-Security-Policy forbids', () => {
    expect(page).not.toMatch(/<(?:script|style|link|img|iframe|form|base)|style=|src=|href=|\son\w+=/i);
  });

  test('escapes the sentence', () => {
    const detail = `<script>alert("1")</script> & 'more' &amp; </p>`;
    const escaped =
      '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;more&#39; &#38;amp; &#60;/p&#62;';
    expect(render(hostile(detail), 'text/html')).toContain(`<p>${escaped}</p>`);
    expect(render(hostile(detail), 'text/html')).not.toContain('<script');
  });

  test('does not expand replacement patterns in a sentence', () => {
    expect(render(hostile("$& $1 $' $`"), 'text/html')).toContain('<p>$&#38; $1 $&#39; $`</p>');
  });
});
