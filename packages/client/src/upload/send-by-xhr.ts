import { createResponse } from './create-response.ts';
import type { PreparedUpload } from './prepare-upload.ts';
import { watch } from './watch.ts';

/** In bytes. XMLHttpRequest holds the whole body of a response in memory. */
const MAX_RESPONSE_BYTES = 1_048_576;

/**
 * Sends an upload by XMLHttpRequest, which reports progress, as fetch does not.
 *
 * @throws TypeError if there is no response, as fetch does
 */
export function sendByXhr(upload: PreparedUpload): Promise<Response> {
  return new Promise((resolve, reject) => {
    upload.signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(upload.method, upload.url);
    request.responseType = 'arraybuffer';
    for (const [name, value] of upload.headers) request.setRequestHeader(name, value);

    const fail = (reason: unknown): void => {
      reject(reason);
      request.abort();
    };
    const { moved, stop } = watch(upload, fail);
    const settle = (body: BodyInit): void => {
      try {
        resolve(createResponse(body, request.status, request.statusText, headersOf(request)));
      } catch (error) {
        reject(error);
      }
    };
    request.upload.onprogress = ({ loaded }) => {
      moved();
      try {
        upload.report(loaded);
      } catch (error) {
        fail(error);
      }
    };
    request.onprogress = ({ loaded }) => {
      moved();
      if (loaded <= MAX_RESPONSE_BYTES) return;
      settle(tooLong());
      request.abort();
    };
    request.onload = () => settle(request.response);
    request.onerror = () => reject(new TypeError('The upload failed'));
    request.onloadend = stop;
    request.send(upload.body as XMLHttpRequestBodyInit);
  });
}

/** Returns a body that cannot be read. The status counts nevertheless. */
function tooLong(): ReadableStream {
  return new ReadableStream({
    start: (controller) => controller.error(new TypeError('The body is longer than 1 MiB')),
  });
}

function headersOf(request: XMLHttpRequest): (readonly [string, string])[] {
  const lines = request.getAllResponseHeaders().split('\r\n').filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
