import type { Dispatcher } from 'undici';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;
type RawHeaders = Buffer[];

/** Returns whether a handler is of undici 6, whose dispatchers know no others. */
export function isLegacy(handler: Handler): boolean {
  return typeof handler.onRequestStart !== 'function';
}

/** Returns a handler of undici 7 that calls one of undici 6. */
export function fromLegacy(handler: Handler): Handler {
  return {
    onRequestStart: (controller, context) =>
      Reflect.apply(handler.onConnect ?? (() => {}), handler, [
        (reason?: Error) => controller.abort(reason as Error),
        context,
      ]),
    onRequestUpgrade: ({ rawHeaders }, status, _, socket) =>
      handler.onUpgrade?.(status, rawHeaders as RawHeaders, socket),
    onResponseStart: (controller, status, _, message = '') => {
      const resume = (): void => controller.resume();
      const goOn = handler.onHeaders?.(status, controller.rawHeaders as RawHeaders, resume, message);
      if (goOn === false) controller.pause();
    },
    onResponseData: (controller, chunk) => {
      if (handler.onData?.(chunk) === false) controller.pause();
    },
    onResponseEnd: ({ rawTrailers }) => handler.onComplete?.(rawTrailers as string[] | null),
    onResponseError: (_, error) => handler.onError?.(error),
  };
}

/** Returns a handler of undici 6 that calls one of undici 7. */
export function toLegacy(handler: Handler): Handler {
  let controller: LegacyController;
  return {
    onConnect(abort) {
      controller = new LegacyController(abort);
      handler.onRequestStart?.(controller, {});
    },
    onUpgrade(status, headers, socket) {
      controller.rawHeaders = headers as RawHeaders;
      handler.onRequestUpgrade?.(controller, status, parseHeaders(headers as RawHeaders), socket);
    },
    onHeaders(status, headers, resume, message) {
      controller.rawHeaders = headers;
      controller.goOn = resume;
      handler.onResponseStart?.(controller, status, parseHeaders(headers), message);
      return !controller.paused;
    },
    onData(chunk) {
      handler.onResponseData?.(controller, chunk);
      return !controller.paused;
    },
    onComplete(trailers) {
      controller.rawTrailers = trailers;
      handler.onResponseEnd?.(controller, {});
    },
    onError(error) {
      // A request may fail before there is a connection.
      controller ??= new LegacyController(() => {});
      handler.onResponseError?.(controller, error);
    },
  };
}

class LegacyController implements Controller {
  readonly abort: (reason?: Error) => void;
  readonly aborted = false;
  readonly reason = null;
  paused = false;
  rawHeaders: RawHeaders | null = null;
  rawTrailers: string[] | null = null;
  goOn: (() => void) | undefined;

  constructor(abort: (reason?: Error) => void) {
    this.abort = abort;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.goOn?.();
  }
}

function parseHeaders(raw: RawHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers[String(raw[index]).toLowerCase()] ??= String(raw[index + 1]);
  }
  return headers;
}
