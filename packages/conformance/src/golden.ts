/** The request id of the golden answers. */
export const REQUEST_ID = 'req.golden-1';

/** The answer that every framework must send, with header names in lower case. */
export interface Golden {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CAPACITY_TEXT = `507 Insufficient Storage

The server has no room to store this right now.
Try again in 120 seconds.
Reason: capacity (temporary).
Request id: ${REQUEST_ID}
`;

const CAPACITY_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>507 Insufficient Storage</title>
</head>
<body>
<main>
<h1>Insufficient Storage</h1>
<p>The server has no room to store this right now.</p>
<p>Try again in 120 seconds.</p>
<p>Reason: capacity (temporary).</p>
<p>Request id: ${REQUEST_ID}</p>
</main>
</body>
</html>
`;

const CAPACITY_JSON =
  '{"type":"about:blank","title":"Insufficient Storage","status":507,' +
  '"detail":"The server has no room to store this right now.",' +
  `"error":"insufficient_storage","reason":"capacity","requestId":"${REQUEST_ID}","temporary":true,"retryAfter":120}`;

const QUOTA_JSON =
  '{"type":"about:blank","title":"Insufficient Storage","status":507,' +
  '"detail":"The storage allotted to this account is used up.",' +
  `"error":"insufficient_storage","reason":"quota","requestId":"${REQUEST_ID}","temporary":false,` +
  '"usedBytes":10485000,"quotaBytes":10485760}';

/** The answers to a shortage of capacity with a Retry-After of 120 s, by media type. */
export const GOLDEN_CAPACITY: Readonly<Record<string, Golden>> = {
  'application/json': golden('application/json', CAPACITY_JSON, { 'retry-after': '120' }),
  'application/problem+json': golden('application/problem+json', CAPACITY_JSON, { 'retry-after': '120' }),
  'text/plain': golden('text/plain', CAPACITY_TEXT, { 'retry-after': '120' }),
  'text/html': golden('text/html', CAPACITY_HTML, {
    'retry-after': '120',
    'content-security-policy': "default-src 'none'",
  }),
};

/** The answer to a full quota: 10,485,000 of 10,485,760 bytes are used. */
export const GOLDEN_QUOTA: Golden = golden('application/json', QUOTA_JSON, {});

/** Returns the answer with a body. */
export function golden(mediaType: string, body: string, more: Readonly<Record<string, string>>): Golden {
  return {
    headers: {
      'content-type': `${mediaType}; charset=utf-8`,
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': REQUEST_ID,
      vary: 'Accept',
      ...more,
    },
    body,
  };
}
