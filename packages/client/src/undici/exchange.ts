import type { Dispatcher } from 'undici';

import { canReplay } from '../can-replay.ts';
import { hasHeader } from '../has-header.ts';
import type { InsufficientStorageError } from '../insufficient-storage-error.ts';
import { parseInsufficientStorage } from '../parse-insufficient-storage.ts';
import { readBody } from '../read-body.ts';
import { readHeaders } from '../read-headers.ts';
import { send } from '../send.ts';
import type { Turn } from '../turn.ts';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Handler['onResponseStart']>>[2];

/** One request of an application, and all attempts to send it. The application's handler gets one controller for all of them. */
export class Exchange implements Controller {
  readonly #request: Dispatcher.DispatchOptions;
  readonly #handler: Handler;
  readonly #aborting = new AbortController();
  #current: Controller | undefined;

  constructor(request: Dispatcher.DispatchOptions, handler: Handler) {
    this.#request = request;
    this.#handler = handler;
  }

  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): Error | null {
    return this.aborted ? (this.signal.reason as Error) : null;
  }

  get paused(): boolean {
    return this.#current?.paused ?? false;
  }

  get rawHeaders(): NonNullable<Controller['rawHeaders']> | null {
    return this.#current?.rawHeaders ?? null;
  }

  get rawTrailers(): NonNullable<Controller['rawTrailers']> | null {
    return this.#current?.rawTrailers ?? null;
  }

  abort(reason: Error): void {
    this.#aborting.abort(reason);
    this.#current?.abort(reason);
  }

  pause(): void {
    this.#current?.pause();
  }

  resume(): void {
    this.#current?.resume();
  }

  /** Sends the request, and again as its turn allows. Never rejects. */
  async run(dispatch: (attempt: Handler) => void, turn: Turn | undefined): Promise<void> {
    const handler = this.#handler;
    try {
      // Before the request waits, so that it can be aborted.
      handler.onRequestStart?.(this, {});
      const attempt = (): Promise<{ status: number }> =>
        new Promise((resolve, reject) => {
          this.signal.throwIfAborted();
          dispatch(this.#createAttempt((status) => resolve({ status }), reject));
        });
      await send(attempt, turn);
    } catch (thrown) {
      handler.onResponseError?.(this, thrown as Error);
    }
  }

  #createAttempt(resolve: (status: number) => void, reject: (error: unknown) => void): Handler {
    const handler = this.#handler;
    let refusal: ReadableStreamDefaultController<Uint8Array> | undefined;
    let answered = false;
    return {
      onRequestStart: (controller) => {
        this.#current = controller;
        if (this.aborted) controller.abort(this.signal.reason as Error);
      },
      onRequestUpgrade: (_, status, headers, socket) => {
        resolve(status);
        handler.onRequestUpgrade?.(this, status, headers, socket);
      },
      onResponseStart: (controller, status, headers, message) => {
        if (status === 507) {
          const body = new ReadableStream<Uint8Array>({
            start: (stream) => {
              refusal = stream;
            },
            cancel: () => controller.abort(new Error('The body is not needed')),
          });
          this.#parse(headers, body).then(reject, reject);
          return;
        }
        answered = status >= 200;
        if (answered) resolve(status);
        handler.onResponseStart?.(this, status, headers, message);
      },
      onResponseData: (_, chunk) => {
        if (refusal) refusal.enqueue(chunk);
        else handler.onResponseData?.(this, chunk);
      },
      onResponseEnd: (_, trailers) => {
        if (refusal) refusal.close();
        else handler.onResponseEnd?.(this, trailers);
      },
      onResponseError: (_, error) => {
        if (answered) handler.onResponseError?.(this, error);
        else if (!refusal || this.aborted) reject(error);
        else refusal.error(error);
      },
    };
  }

  async #parse(headers: Headers, body: ReadableStream<Uint8Array>): Promise<InsufficientStorageError> {
    const { method, headers: sent, body: given } = this.#request;
    const readHeader = readHeaders(headers);
    // undici does not decode bodies.
    const isEncoded = (readHeader('content-encoding') ?? 'identity') !== 'identity';
    const text = await readBody(new Response(body));
    const error = parseInsufficientStorage({
      headers: readHeader,
      body: isEncoded ? '' : text,
      method,
      hasIdempotencyKey: hasHeader(sent, 'idempotency-key'),
      canReplay: canReplay(given),
      now: Date.now(),
    });
    // RetryHandler repeats what fails with no code that it knows.
    return Object.assign(error, { code: 'ERR_INSUFFICIENT_STORAGE' });
  }
}
