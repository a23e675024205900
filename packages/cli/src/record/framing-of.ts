import type { BodyFraming } from './body-framing.ts';
import { ChunkedDecoder } from './chunked-decoder.ts';
import type { Head } from './parse-head.ts';

/** Returns the framing that the head of an answer says. */
export function framingOf({ status, headers }: Head, isHead: boolean): BodyFraming {
  if (isHead || status === 204 || status === 304) return new FixedLength(0);
  const last = (name: string) => headers.findLast(([own]) => own === name)?.[1];
  const encoding = last('transfer-encoding');
  if (encoding !== undefined) return /\bchunked$/i.test(encoding) ? new ChunkedDecoder() : new UntilEnd();
  const length = last('content-length');
  return length !== undefined && /^\d+$/.test(length) ? new FixedLength(Number(length)) : new UntilEnd();
}

class FixedLength implements BodyFraming {
  readonly endsWithConnection = false;
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  get done(): boolean {
    return this.#left === 0;
  }

  push(bytes: Buffer): { body: readonly Buffer[]; extra: number } {
    const body = bytes.subarray(0, this.#left);
    this.#left -= body.length;
    return { body: [body], extra: bytes.length - body.length };
  }
}

class UntilEnd implements BodyFraming {
  readonly done = false;
  readonly endsWithConnection = true;

  push(bytes: Buffer): { body: readonly Buffer[]; extra: number } {
    return { body: [bytes], extra: 0 };
  }
}
