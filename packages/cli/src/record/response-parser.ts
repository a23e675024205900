import type { RecordedAnswer } from '../inspect/exchange.ts';
import type { BodyFraming } from './body-framing.ts';
import { decodeBody } from './decode-body.ts';
import { framingOf } from './framing-of.ts';
import { MAX_BODY, MAX_HEAD } from './limits.ts';
import { type Head, parseHead } from './parse-head.ts';

/** Parses an HTTP/1 response as far as it is read, and keeps what is wrong with it. */
export class ResponseParser {
  /** Why nothing more is read, if the response is not HTTP or too large. */
  failure: { readonly kind: 'invalid' | 'too-large'; readonly message: string } | undefined;
  readonly interim: number[] = [];
  readonly #isHead: boolean;
  #head: Head | undefined;
  #framing: BodyFraming | undefined;
  #pending: Buffer = Buffer.alloc(0);
  #headBytes = 0;
  readonly #body: Buffer[] = [];
  #bodyBytes = 0;
  #extraBytes = 0;

  constructor(method: string) {
    this.#isHead = method === 'HEAD';
  }

  /** Whether the final status has arrived. */
  get hasHead(): boolean {
    return this.#head !== undefined;
  }

  /** Whether nothing more has to be read. */
  get done(): boolean {
    return this.failure !== undefined || this.#framing?.done === true || this.#bodyBytes > MAX_BODY;
  }

  /** Takes bytes of the connection. */
  push(bytes: Buffer): void {
    if (this.failure) return;
    if (this.#framing) {
      this.#pushBody(this.#framing, bytes);
      return;
    }
    this.#pending = Buffer.concat([this.#pending, bytes]);
    this.#readHeads();
  }

  /**
   * Returns the answer as far as it is known; undefined if no final status has arrived.
   *
   * @param reason - why no more bytes come
   */
  answer(reason: 'closed' | 'timeout', sentBytes: number): RecordedAnswer | undefined {
    if (!this.#head || !this.#framing) return undefined;
    const { status, reason: phrase, headers, faults } = this.#head;
    const end = this.#endOf(this.#framing, reason);
    return {
      status,
      reason: phrase,
      headers,
      body: decodeBody(Buffer.concat(this.#body).subarray(0, MAX_BODY), headers, end),
      interim: this.interim,
      sentBytes,
      extraBytes: this.#extraBytes,
      faults: this.failure ? [...faults, this.failure.message] : faults,
    };
  }

  #readHeads(): void {
    while (!this.#head && !this.failure) {
      const end = /\r?\n\r?\n/.exec(this.#pending.toString('latin1'));
      const length = end ? end.index + end[0].length : this.#pending.length;
      if (this.#headBytes + length > MAX_HEAD) {
        this.failure = { kind: 'too-large', message: `More than ${MAX_HEAD} bytes of headers` };
      } else if (end) {
        this.#headBytes += length;
        this.#readHead(this.#pending.toString('latin1', 0, end.index), this.#pending.subarray(length));
      } else {
        this.#checkBeginning();
        return;
      }
    }
  }

  #readHead(text: string, rest: Buffer): void {
    const head = parseHead(text);
    this.#pending = rest;
    if (!head) {
      this.failure = { kind: 'invalid', message: `Not HTTP: ${text.slice(0, 100)}` };
    } else if (head.status < 200) {
      this.interim.push(head.status);
    } else {
      this.#head = head;
      this.#framing = framingOf(head, this.#isHead);
      this.#pushBody(this.#framing, rest);
    }
  }

  /** What does not begin as HTTP does need not be read to the end of its headers. */
  #checkBeginning(): void {
    const text = this.#pending.toString('latin1', 0, 7);
    if ('HTTP/1.'.startsWith(text)) return;
    this.failure = { kind: 'invalid', message: `Not HTTP: ${this.#pending.toString('latin1', 0, 100)}` };
  }

  #pushBody(framing: BodyFraming, bytes: Buffer): void {
    try {
      const { body, extra } = framing.push(bytes);
      this.#extraBytes += extra;
      for (const part of body) {
        this.#bodyBytes += part.length;
        this.#body.push(part);
      }
    } catch (error) {
      this.failure = { kind: 'invalid', message: (error as Error).message };
    }
  }

  #endOf(framing: BodyFraming, reason: 'closed' | 'timeout'): RecordedAnswer['body']['end'] {
    if (this.#bodyBytes > MAX_BODY) return 'limit';
    if (framing.done || (framing.endsWithConnection && reason === 'closed')) return 'complete';
    return reason === 'closed' ? 'cut' : 'timeout';
  }
}
