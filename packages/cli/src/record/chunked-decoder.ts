import type { BodyFraming } from './body-framing.ts';

/** In bytes. Longer lines are no chunk sizes and no trailers. */
const MAX_LINE = 8_192;

/** Decodes a chunked body (RFC 9112, section 7.1). Trailers are skipped. */
export class ChunkedDecoder implements BodyFraming {
  readonly endsWithConnection = false;
  done = false;
  #line = '';
  /** What is left of a chunk, with the line break after it. */
  #left = 0;
  #isTrailer = false;

  /** @throws Error if the bytes are not chunks */
  push(bytes: Buffer): { body: readonly Buffer[]; extra: number } {
    const body: Buffer[] = [];
    let position = 0;
    while (position < bytes.length && !this.done) {
      if (this.#left > 0) {
        const part = bytes.subarray(position, position + this.#left);
        position += part.length;
        // The last two bytes of what is left are the line break.
        body.push(part.subarray(0, Math.max(0, this.#left - 2)));
        this.#left -= part.length;
      } else {
        const end = bytes.indexOf('\n', position);
        const until = end === -1 ? bytes.length : end + 1;
        this.#line += bytes.toString('latin1', position, until);
        position = until;
        if (this.#line.length > MAX_LINE) throw new Error('A chunk begins with an endless line');
        if (end !== -1) this.#endLine();
      }
    }
    return { body, extra: bytes.length - position };
  }

  #endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (this.#isTrailer) {
      this.done = line === '';
      return;
    }
    const [, size] = /^([0-9a-f]{1,12})(?:[ \t]*;.*)?$/i.exec(line) ?? [];
    if (size === undefined) throw new Error(`Not the size of a chunk: ${line}`);
    const length = Number.parseInt(size, 16);
    if (length === 0) this.#isTrailer = true;
    else this.#left = length + 2;
  }
}
