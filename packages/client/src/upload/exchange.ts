import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { awaitContinue } from './await-continue.ts';
import { openRequest, type Transport } from './open-request.ts';
import type { PreparedUpload } from './prepare-upload.ts';
import { sendBody } from './send-body.ts';
import { toResponse } from './to-response.ts';
import { watch } from './watch.ts';

/**
 * Sends an upload and returns its response. A response with status 300 or above is returned at once, and the rest of the body is not sent.
 *
 * @returns undefined if the server refuses only `Expect` (status 417) and no byte of the body was sent
 */
export function exchange(
  upload: PreparedUpload,
  source: Readable,
  transport: Transport,
): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    upload.signal?.throwIfAborted();
    const request = openRequest(upload, transport);
    let incoming: IncomingMessage | undefined;
    let state: 'waiting' | 'sending' | 'sent' | 'settled' = 'waiting';

    const fail = (reason: unknown): void => {
      state = 'settled';
      reject(reason);
      incoming?.destroy(reason as Error);
      request.destroy();
    };
    const failOnce = (reason: unknown): void => {
      if (state !== 'settled') fail(reason);
    };
    const failToTransfer = (cause: unknown): void => {
      // An error of several addresses has only a code.
      const { message, code } = cause as NodeJS.ErrnoException;
      failOnce(new TypeError(`The upload failed: ${message || code}`, { cause }));
    };
    const { moved, stop } = watch(upload, fail);

    const settle = (message: IncomingMessage): void => {
      if (state === 'settled') return;
      // If the body was not sent whole, the connection is of no use for another request.
      message.once('close', () => request.destroy());
      try {
        resolve(toResponse(message, moved));
        state = 'settled';
      } catch (error) {
        failToTransfer(error);
      }
    };

    const send = async (): Promise<void> => {
      if (transport.expects) await awaitContinue(request);
      if (state === 'settled') return;
      state = 'sending';
      await sendBody(request, source, upload, (sentBytes) => {
        moved();
        if (state === 'sending') upload.report(sentBytes);
        return state === 'sending';
      });
      if (state === 'sending') state = 'sent';
      if (incoming) settle(incoming);
    };

    source.on('error', failOnce);
    request.on('error', (error) => {
      if (!incoming) failToTransfer(error);
    });
    request.once('response', (message) => {
      moved();
      incoming = message;
      const { statusCode = 0 } = message;
      if (statusCode === 417 && transport.expects && state === 'waiting') {
        state = 'settled';
        resolve(undefined);
        request.destroy();
      } else if (statusCode >= 300 || state === 'sent') settle(message);
    });
    request.once('close', () => {
      stop();
      if (incoming) settle(incoming);
    });
    send().catch(failOnce);
  });
}
