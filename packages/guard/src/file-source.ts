import { Readable } from 'node:stream';

/** The content of a file: a stream, an iterable of chunks, or the whole content. Strings are written as UTF-8. */
export type FileSource = string | Uint8Array | AsyncIterable<unknown> | Iterable<unknown> | WebStream;

/** A web ReadableStream. Declared by its shape, because the types of Node and of the DOM library differ. */
export interface WebStream {
  getReader(): { read(): Promise<unknown> };
}

/** Reads the chunks of a source until it ends or is interrupted. */
export class SourceReader {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  readonly #source: FileSource;
  #interrupt: ((reason: unknown) => void) | undefined;
  #interrupted: { readonly reason: unknown } | undefined;

  /** @throws TypeError if the value is no source; Error if it has been read already */
  constructor(source: FileSource) {
    this.#source = source;
    this.#iterator = iterate(source);
  }

  /** Returns the next chunk, or undefined at the end. */
  next(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#interrupted) return reject(this.#interrupted.reason);
      this.#interrupt = reject;
      // A sync iterator may throw; an async one returns a promise.
      Promise.resolve(this.#iterator.next())
        .then(({ done, value }) => resolve(done ? undefined : bytesOf(value)))
        .catch(reject);
    });
  }

  /**
   * Checks a source that has ended. Over HTTP/2, Node's client ends a canceled upload like a complete one, and the server sees the
   * cancellation only afterwards.
   */
  expectComplete(): void {
    if (isServerRequest(this.#source) && this.#source.aborted) {
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
  }

  /** Makes the pending `next` and all later ones reject. */
  interrupt(reason: unknown): void {
    this.#interrupted ??= { reason };
    this.#interrupt?.(reason);
  }

  /** Closes a source that was not read to its end. Server requests stay open so that the client can still get an answer. */
  abandon(): void {
    if (!isServerRequest(this.#source) && this.#source instanceof Readable) this.#source.destroy();
    // Not awaited, because it waits for a pending read, which may never end.
    Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
  }
}

function iterate(source: FileSource): AsyncIterator<unknown> | Iterator<unknown> {
  if (typeof source === 'string' || source instanceof Uint8Array) return [source].values();
  if (source instanceof Readable) {
    // An ended stream would be stored as an empty file.
    if (source.readableEnded) throw new Error('source has been read already, for example by a body parser');
    // The iterator adds its listener with the first chunk. An earlier error would end the process.
    source.on('error', () => undefined);
    return source.iterator({ destroyOnReturn: !isServerRequest(source) });
  }
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = (source ?? {}) as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  if (typeof async === 'function') return Reflect.apply(async, source, []);
  if (typeof sync === 'function') return Reflect.apply(sync, source, []);
  throw new TypeError('source must be a stream, an iterable, a string or a Uint8Array');
}

/** Returns whether a source is a request that a server of node:http or node:http2 received. A client's response has no method. */
function isServerRequest(source: FileSource): source is Readable & { readonly aborted: boolean } {
  return (
    source instanceof Readable &&
    'headers' in source &&
    'method' in source &&
    typeof source.method === 'string'
  );
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  throw new TypeError('source must yield strings or Uint8Arrays');
}
