import net from 'node:net';

const TIMEOUT = 20_000;

/** Headers about the time and the connection. */
const INCIDENTAL = new Set(['date', 'connection', 'keep-alive']);

/** Sends a request over a new connection. Resolves to the answer, with its headers sorted and their names in lower case. */
export function ask(port, path) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const socket = net.connect(port, '127.0.0.1');
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no answer to ${path}`)));
    socket.once('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('close', () => resolve(normalize(Buffer.concat(chunks).toString('latin1'))));
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: matrix-1\r\nConnection: close\r\n\r\n`,
    );
  });
}

function normalize(answer) {
  const [head, ...rest] = answer.split('\r\n\r\n');
  const [status, ...lines] = head.split('\r\n');
  const headers = lines
    .map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()))
    .filter((line) => !INCIDENTAL.has(line.split(':')[0]))
    .sort();
  return [status, ...headers, '', rest.join('\r\n\r\n')].join('\n');
}

function expected(body) {
  return `HTTP/1.1 507 Insufficient Storage
cache-control: no-store
content-length: ${body.length}
content-type: application/json; charset=utf-8
vary: Accept
x-content-type-options: nosniff
x-request-id: matrix-1

${body}`;
}

/** The answers of every application on every runtime, byte for byte. */
export const EXPECTED = {
  '/raw': expected(
    '{"type":"about:blank","title":"Insufficient Storage","status":507,"detail":"The server has no room to store this right now.","error":"insufficient_storage","reason":"capacity","requestId":"matrix-1","temporary":true}',
  ),
  '/typed': expected(
    '{"type":"about:blank","title":"Insufficient Storage","status":507,"detail":"The storage allotted to this account is used up.","error":"insufficient_storage","reason":"quota","requestId":"matrix-1","temporary":false,"usedBytes":9,"quotaBytes":10}',
  ),
};

/** Rejects unless all answers are as expected. */
export async function expectAnswers(port) {
  for (const [path, answer] of Object.entries(EXPECTED)) {
    const received = await ask(port, path);
    if (received !== answer) throw new Error(`${path} got\n${received}\ninstead of\n${answer}`);
  }
}
