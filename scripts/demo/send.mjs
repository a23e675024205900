import http from 'node:http';

/** How long a client waits for an answer, in milliseconds. */
const PATIENCE = 3_000;

/**
 * Sends a request. Never rejects.
 *
 * @returns `{ status, reason, headers, body }`, with `headers` as `[name, value]` pairs in the order received; or, if there is
 * no complete answer, `{ failure }`, which says how the client noticed
 */
export function send(url, method, body) {
  return new Promise((resolve) => {
    const request = http.request(url, {
      method,
      agent: false,
      headers: { 'X-Request-Id': 'demo-1', 'Content-Length': body.byteLength },
    });
    const fail = (failure) => {
      clearTimeout(timer);
      resolve({ failure });
      request.destroy();
    };
    const timer = setTimeout(() => fail(`no answer within ${PATIENCE / 1000} s`), PATIENCE);
    request.once('error', ({ code, message }) => fail(`no answer: ${code ?? message}`));
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.once('error', ({ code }) => fail(`half an answer: ${code}`));
      response.once('end', () => {
        clearTimeout(timer);
        const { statusCode: status, statusMessage: reason, rawHeaders } = response;
        const headers = rawHeaders.flatMap((name, index) =>
          index % 2 === 0 ? [[name, rawHeaders[index + 1]]] : [],
        );
        resolve({ status, reason, headers, body: text });
      });
    });
    request.end(body);
  });
}
