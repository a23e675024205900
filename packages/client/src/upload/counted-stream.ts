import type { StreamBody } from './prepare-upload.ts';

/**
 * Returns a stream of the same bytes.
 *
 * @param onBytes - called with the bytes that were read so far, before they are passed on
 * @param onError - called with what ends it: an error of the body, or what `onBytes` threw
 */
export function countedStream(
  body: StreamBody,
  onBytes: (bytes: number) => void,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const chunks = chunksOf(body);
  let bytes = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        const chunk = typeof value === 'string' ? encoder.encode(value) : value;
        bytes += chunk.byteLength;
        onBytes(bytes);
        controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
    async cancel(reason) {
      await chunks.cancel(reason);
    },
  });
}

interface Chunks {
  next(): Promise<
    | { readonly done?: false; readonly value: Uint8Array | string }
    | { readonly done: true; readonly value?: unknown }
  >;
  cancel(reason: unknown): unknown;
}

/** Not every browser can iterate over its ReadableStream. */
function chunksOf(body: StreamBody): Chunks {
  if ('getReader' in body) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => iterator.return?.() };
}
