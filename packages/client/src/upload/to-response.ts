import type { IncomingMessage } from 'node:http';

import { createResponse } from './create-response.ts';

/** In bytes. So much of a body is read ahead, so that a short one is read whole, and its connection is released, even if nobody reads it. */
const READ_AHEAD = 65_536;

/**
 * Returns Node's response as a Response.
 *
 * @param onChunk - called when a part of the body has arrived
 * @throws RangeError or TypeError if Response cannot have the status, the reason phrase or a header
 */
export function toResponse(incoming: IncomingMessage, onChunk: () => void): Response {
  const { statusCode = 0, statusMessage = '', headersDistinct } = incoming;
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value) => [name, value] as const),
  );
  return createResponse(bodyOf(incoming, onChunk), statusCode, statusMessage, headers);
}

function bodyOf(incoming: IncomingMessage, onChunk: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks: AsyncIterator<Uint8Array<ArrayBuffer>> = incoming[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        onChunk();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        incoming.destroy();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD }),
  );
}
