import type { Exchange } from '../src/inspect/index.ts';
import {
  type AnswerChanges,
  answerOf,
  exchangeOf,
  failureOf,
  requestOf,
  TIME,
  uploadOf,
} from './recordings.ts';

const text = (body: string): AnswerChanges => ({ text: body, headers: { 'content-type': 'text/plain' } });
const json = (members: object): AnswerChanges => ({
  text: JSON.stringify({ detail: 'No room.', ...members }),
});
const get = (changes: AnswerChanges): Exchange[] => [exchangeOf({}, changes)];
const header = (name: string, ...values: string[]): Exchange[] => get({ headers: { [name]: values } });
const preflight: Exchange = exchangeOf(
  { method: 'OPTIONS', manner: 'preflight' },
  { status: 204, headers: { 'access-control-allow-origin': '*' } },
);
const leaking = (...words: string[]): Exchange[][] => words.map((detail) => get(json({ detail })));

/** For each id, exchanges in which inspect finds that and nothing else. */
export const FOUND: Readonly<Record<string, readonly (readonly Exchange[])[]>> = {
  'status.not-507': [
    get({ status: 500, reason: 'Internal Server Error' }),
    get({ status: 413, ...json({ detail: 'ENOSPC: no space left on device, write' }) }),
    get({
      status: 403,
      text: '<Error><Code>QuotaExceeded</Code></Error>',
      headers: { 'content-type': 'application/xml' },
    }),
    [exchangeOf(), exchangeOf({ protocol: 'HTTP/1.0' }, { status: 502 })],
  ],
  'status.head': [[exchangeOf(), exchangeOf({ method: 'HEAD' }, { status: 200, text: '' })]],
  'body.missing': [get({ text: '' })],
  'body.head': [[exchangeOf(), exchangeOf({ method: 'HEAD' }, { text: '', extraBytes: 20 })]],
  'body.html': [get({ text: '<h1>No room</h1>', headers: { 'content-type': 'text/html' } })],
  'body.type-missing': [get({ headers: { 'content-type': undefined } })],
  'body.type-wrong': [
    get({ text: 'No room' }),
    get({ text: '<a><b></a>', headers: { 'content-type': 'application/xml' } }),
    get({ text: '<a/><b/>', headers: { 'content-type': 'application/problem+xml' } }),
    get({ text: '{"error":"no room"}', headers: { 'content-type': 'text/plain' } }),
    get({ body: { utf8: false } }),
  ],
  'body.encoding': [
    get({ headers: { 'content-encoding': 'gzip' }, body: { encodingFault: 'incorrect header check' } }),
  ],
  'body.problem': [
    get({ text: '[]', headers: { 'content-type': 'application/problem+json' } }),
    get({ text: '{"status":500}', headers: { 'content-type': 'application/problem+json' } }),
    get({ text: '{"title":507}', headers: { 'content-type': 'application/problem+json' } }),
  ],
  'body.too-long': [get({ text: '', body: { bytes: 65_536, end: 'limit' } })],
  'framing.invalid': [
    get({ faults: ['Content-Length together with Transfer-Encoding'] }),
    get({ extraBytes: 3 }),
    [failureOf('invalid')],
  ],
  'framing.http10': [[exchangeOf({ protocol: 'HTTP/1.0' }, { headers: { 'transfer-encoding': 'chunked' } })]],
  'framing.headers': [[failureOf('too-large')]],
  'cache.storable': [
    header('cache-control', 'public, max-age=60'),
    header('cache-control', 'max-age=0, s-maxage="60"'),
    header('cache-control', 'public'),
    get({ headers: { 'cache-control': undefined, expires: new Date(TIME + 1000).toUTCString() } }),
  ],
  'cache.no-store': [header('cache-control'), header('cache-control', 'must-revalidate')],
  'cache.targeted': [header('cdn-cache-control', 'max-age=60'), header('x-accel-expires', '60')],
  'cache.validators': [header('etag', '"1"'), header('last-modified', 'Mon, 01 Jan 2024 00:00:00 GMT')],
  'cache.hit': [header('age', '12'), header('x-cache', 'HIT from cache')],
  'vary.accept': [
    [
      exchangeOf({}, { headers: { vary: undefined, 'cache-control': 'no-cache' } }),
      exchangeOf(
        { accept: 'text/html' },
        {
          text: '<p>',
          headers: { vary: 'Origin', 'cache-control': 'no-cache', 'content-type': 'text/html' },
        },
      ),
    ],
  ],
  'vary.origin': [
    get({
      headers: {
        'cache-control': 'no-cache',
        'access-control-allow-origin': 'https://app.example',
        'access-control-expose-headers': 'X-Request-Id',
      },
    }),
  ],
  'retry-after.invalid': [
    header('retry-after', '1.5'),
    header('retry-after', '2 minutes'),
    header('retry-after', '2026-01-02'),
    header('retry-after', '60', '60'),
  ],
  'retry-after.implausible': [
    header('retry-after', '0'),
    header('retry-after', '120000'),
    header('retry-after', 'Thu, 01 Jan 2026 00:00:00 GMT'),
  ],
  'retry-after.quota': [
    get({ ...json({ reason: 'quota' }), headers: { 'retry-after': '60' } }),
    get({ ...json({ temporary: false }), headers: { 'retry-after': '60' } }),
  ],
  'request-id.missing': [get({ ...json({}), headers: { 'x-request-id': undefined } })],
  'request-id.differs': [get(json({ requestId: 'another' }))],
  'request-id.repeated': [
    [
      exchangeOf({}, { ...json({}), headers: { 'x-request-id': 'a' } }),
      exchangeOf({}, { ...json({}), headers: { 'x-request-id': 'a' } }),
    ],
  ],
  'cors.missing': [[exchangeOf(), preflight]],
  'cors.credentials': [
    get({
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'X-Request-Id',
      },
    }),
  ],
  'cors.unexposed': [
    header('access-control-allow-origin', '*'),
    get({
      headers: {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-request-id',
        'retry-after': '60',
      },
    }),
  ],
  'stale.headers': [header('content-disposition', 'attachment'), header('content-range', 'bytes 0-9/10')],
  'leak.stack': leaking(
    'Error: full\n    at store (/srv/app/store.js:42:17)',
    'Traceback (most recent call last):\n  File "/srv/app/store.py", line 42, in put',
    'java.io.IOException: full\n\tat org.example.Store.put(Store.java:42)',
    'System.IO.IOException: full\n   at Example.Store.Put(Stream body) in /srv/Store.cs:line 42',
    'goroutine 1 [running]:',
    '#0 /srv/app/store.php(42): put()',
  ),
  'leak.path': leaking(
    "ENOSPC: no space left on device, open '/var/lib/app/7f3a.part'",
    'cannot write C:\\data\\uploads\\7f3a.part',
    'in /usr/src/app/node_modules/multer/index.js',
  ),
  'leak.sql': leaking(
    'SELECT id FROM files WHERE name = $1',
    'insert into "files" ("name") values ($1)',
    "The table 'files' is full",
    'ORA-01653: unable to extend table',
    'SQLITE_FULL: database or disk is full',
  ),
  'leak.host': leaking(
    'connect ECONNREFUSED 10.1.2.3:6379',
    'getaddrinfo ENOTFOUND storage.internal',
    'upstream 192.168.1.20 is full',
    'files.prod.svc.cluster.local is full',
  ),
  'leak.version': [
    header('server', 'Apache/2.4.57 (Debian)'),
    header('x-powered-by', 'PHP/8.2.7'),
    header('via', '1.1 varnish (Varnish/7.1)'),
    get(text('The answer of nginx/1.22.1')),
  ],
  'leak.credentials': [
    ...leaking(
      'postgres://app:hunter2hunter2@db.example.com/app',
      'password=hunter2hunter2',
      'key AKIAIOSFODNN7EXAMPLE',
    ),
    header('x-debug', `Bearer ${'a'.repeat(30)}`),
  ],
  'delivery.timeout': [[failureOf('timeout')], get({ body: { end: 'timeout' } })],
  'delivery.closed': [[failureOf('closed')], [exchangeOf(), failureOf('unreachable')]],
  'delivery.cut': [get({ body: { end: 'cut' } })],
  'delivery.lost': [
    [uploadOf(), failureOf('closed', { method: 'PUT', manner: 'reads-while-sending', bodyBytes: 8e6 })],
    [uploadOf(), failureOf('timeout', { method: 'PUT', manner: 'expects-continue', bodyBytes: 8e6 })],
  ],
  'delivery.lost-later': [
    [uploadOf(), failureOf('closed', { method: 'PUT', manner: 'reads-after-sending', bodyBytes: 8e6 })],
  ],
  'delivery.late': [[uploadOf({}, { sentBytes: 8e6 })]],
  'expect.refused': [[uploadOf({ manner: 'expects-continue' }, { interim: [100], sentBytes: 0 })]],
  'hop.page': [
    [
      exchangeOf(
        { accept: 'text/html' },
        { text: '<center>nginx</center>', headers: { 'content-type': 'text/html' } },
      ),
    ],
    get(text('Guru Meditation')),
  ],
  'hop.changed': [
    [exchangeOf(), exchangeOf({ to: 'origin' }, { headers: { 'retry-after': '60' } })],
    [exchangeOf({}, json({})), exchangeOf({ to: 'origin' }, json({ detail: 'No room for you.' }))],
    [exchangeOf({}, { headers: { 'x-request-id': undefined } }), exchangeOf({ to: 'origin' })],
  ],
};

/** Exchanges in which inspect finds nothing. */
export const FINE: Readonly<Record<string, readonly Exchange[]>> = {
  'a right answer to every kind of request': [
    exchangeOf(),
    exchangeOf({ method: 'HEAD' }, { text: '' }),
    exchangeOf({ accept: 'text/html' }, { text: '<p>No room</p>', headers: { 'content-type': 'text/html' } }),
    uploadOf(),
    uploadOf({ manner: 'reads-after-sending' }),
    uploadOf({ manner: 'expects-continue' }),
    failureOf('not-offered', {
      method: 'PUT',
      protocol: 'HTTP/2',
      manner: 'reads-while-sending',
      bodyBytes: 8e6,
    }),
    exchangeOf({ to: 'origin' }),
  ],
  'a preflight that nobody answers': [
    exchangeOf(),
    failureOf('timeout', { method: 'OPTIONS', manner: 'preflight' }),
  ],
  'answers that are not about storage': [
    exchangeOf({}, { status: 404, reason: '', headers: { server: 'nginx/1.22.1', etag: '"1"' } }),
    exchangeOf({ method: 'PUT' }, { status: 201, headers: { location: '/a' } }),
    uploadOf(),
  ],
  'a quota that frees itself': get({
    ...json({ reason: 'quota', temporary: true }),
    headers: { 'retry-after': '60' },
  }),
  'a 413 that is about the size of the request': [
    exchangeOf({ method: 'PUT' }, { status: 413, reason: '', ...text('Request Entity Too Large') }),
    uploadOf(),
  ],
  'times and numbers': get(
    json({ detail: 'Try again at 12:30:45, or at 2026/01/02 12:30:45 (request #12, attempt (3)).' }),
  ),
  'a path of the URL, and links': get({
    text: '<a href="/home/ann/">home</a> http://files.example/var/x /big.bin',
    headers: { 'content-type': 'text/plain' },
  }),
  'a proxy that passes the answer on': get({
    headers: { via: '1.1 vegur, HTTP/1.1 gateway, http/1.1 edge', age: '0', server: 'nginx' },
  }),
  'CORS with everything': [
    exchangeOf(
      {},
      {
        headers: {
          'access-control-allow-origin': 'https://app.example',
          'access-control-expose-headers': 'Retry-After, X-Request-Id',
          'retry-after': '60',
          vary: 'Origin, Accept',
        },
      },
    ),
    preflight,
  ],
  'a body that is cut off by the limit of another rule only': [
    {
      request: requestOf(),
      answer: answerOf({ headers: { 'retry-after': new Date(TIME + 60_000).toUTCString() } }),
    },
  ],
};
