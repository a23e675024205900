import { countedStream } from './counted-stream.ts';
import { isStream, type PreparedUpload } from './prepare-upload.ts';
import { watch } from './watch.ts';

/**
 * Sends an upload by fetch, which shows the progress only of a stream.
 *
 * @throws TypeError if there is no response, or if the body is a stream and this runtime cannot send one
 */
export async function sendByFetch(upload: PreparedUpload): Promise<Response> {
  const { url, method, headers, body, totalBytes = 0, signal, timeout, report } = upload;
  if (isStream(body) && !sendsStreams())
    throw new TypeError('This runtime cannot upload a stream: pass a Blob');
  const controller = new AbortController();
  const fail = (reason: unknown): void => controller.abort(reason);
  const { moved, stop } = watch({ timeout }, fail);
  const onBytes = (sentBytes: number): void => {
    moved();
    report(sentBytes);
  };
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: (isStream(body) ? countedStream(body, onBytes, fail) : body) as BodyInit,
      redirect: 'manual',
      signal: AbortSignal.any(signal ? [signal, controller.signal] : [controller.signal]),
      duplex: 'half',
    } as RequestInit);
    if (!isStream(body)) report(totalBytes);
    return response;
  } finally {
    stop();
  }
}

/** Returns whether fetch sends streams. One that does not makes a string of them, reads no `duplex`, and gives that string a type. */
function sendsStreams(): boolean {
  let readsDuplex = false;
  const init = {
    method: 'PUT',
    body: new ReadableStream(),
    get duplex() {
      readsDuplex = true;
      return 'half';
    },
  };
  return !new Request('data:,', init).headers.has('content-type') && readsDuplex;
}
