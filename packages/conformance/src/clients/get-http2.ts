import http2 from 'node:http2';

/** The outcome of an HTTP/2 stream. */
export interface GetAnswer {
  readonly status: number | undefined;
  readonly text: string;
  /** The code of RST_STREAM. 0 (NO_ERROR) if the stream ended normally. */
  readonly rstCode: number;
}

/**
 * Sends a GET over HTTP/2 without TLS.
 *
 * @param onPart - called for each part of the body
 */
export function getHttp2(origin: string, onPart?: () => void): Promise<GetAnswer> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(origin);
    session.once('error', reject);
    const stream = session.request({ ':path': '/' });
    let status: number | undefined;
    let text = '';
    stream.once('response', (headers) => {
      status = headers[':status'];
    });
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      onPart?.();
    });
    // A reset is a result here. `rstCode` tells it.
    stream.on('error', () => {});
    stream.once('close', () => {
      session.destroy();
      resolve({ status, text, rstCode: stream.rstCode ?? 0 });
    });
  });
}
