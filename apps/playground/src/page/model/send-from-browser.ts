import type { Exchange, Header } from 'http507/inspect';

import type { TimedExchange } from '../../protocol.ts';

/** How long an answer is awaited after the last progress, in milliseconds. A busy machine may be slow, and some services never answer. */
const PATIENCE = 10_000;

/** An upload that this browser makes itself. */
export interface BrowserUpload {
  readonly url: string;
  readonly body: Blob;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes an upload with XMLHttpRequest, which tells how much has been sent; fetch does not. Never rejects.
 *
 * @param onProgress - called with the bytes that the browser has sent
 */
export function sendFromBrowser(
  { url, body, headers }: BrowserUpload,
  onProgress: (sentBytes: number) => void,
): Promise<TimedExchange> {
  const xhr = new XMLHttpRequest();
  const started = performance.now();
  let sentBytes = 0;
  return new Promise((resolve) => {
    let timer = setTimeout(() => xhr.abort(), PATIENCE);
    const finish = (result: Pick<Exchange, 'answer' | 'failure'>): void => {
      clearTimeout(timer);
      const request = {
        to: 'url',
        method: 'PUT',
        protocol: 'HTTP/1.1',
        manner: 'simple',
        accept: '*/*',
        scriptOrigin: location.origin,
        bodyBytes: body.size,
      } as const;
      resolve({ exchange: { request, ...result }, milliseconds: performance.now() - started });
    };
    xhr.upload.addEventListener('progress', ({ loaded }) => {
      clearTimeout(timer);
      timer = setTimeout(() => xhr.abort(), PATIENCE);
      sentBytes = loaded;
      onProgress(loaded);
    });
    xhr.addEventListener('load', () => finish({ answer: answerOf(xhr, sentBytes) }));
    xhr.addEventListener('error', () =>
      finish({ failure: { kind: 'closed', message: 'The browser reports a network error, and no status' } }),
    );
    xhr.addEventListener('abort', () =>
      finish({
        failure: {
          kind: 'timeout',
          message: `Nothing arrived and nothing could be sent for ${PATIENCE / 1000} s`,
        },
      }),
    );
    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });
}

function answerOf(xhr: XMLHttpRequest, sentBytes: number): NonNullable<Exchange['answer']> {
  const headers = xhr
    .getAllResponseHeaders()
    .trim()
    .split('\r\n')
    .map((line): Header => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
  const text = xhr.responseText;
  return {
    status: xhr.status,
    reason: xhr.statusText,
    headers,
    body: { bytes: new Blob([text]).size, text, utf8: true, end: 'complete' },
    interim: [],
    sentBytes,
    extraBytes: 0,
    faults: [],
  };
}
