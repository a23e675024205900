import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** In bytes. Remainders up to this size are drained so that the connection can be reused. */
const REUSE_BYTES = 64 * 1024;

/** In bytes. At most this much of a rejected request is drained. It also limits clients that read the response only after sending all. */
const MAX_BYTES = 16 * 1024 * 1024;

/** How long a response waits for the end of its request, in milliseconds. */
const MAX_TIME = 2_000;

/**
 * Makes a response arrive over HTTP/1 while the client is still sending the request.
 *
 * Node closes connections that have unread bytes. The kernel then sends a reset, which discards the response in transit. So the
 * response is flushed at once, the request is drained, and the response ends after that or when a limit is reached. Call this before
 * writing the response. The response needs a Content-Length.
 */
export function linger(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || !hasBody(request)) return;
  const { socket } = response;
  if (!socket) return;
  stopReaders(request);
  if (isShort(request) && staysOpen(request, response)) return;
  response.setHeader('Connection', 'close');
  drain(request, socket, holdEnd(response));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

function isShort({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) <= REUSE_BYTES;
}

/** Node closes the connection if a request expects `100 Continue` and does not get it. */
function staysOpen(request: IncomingMessage, response: ServerResponse): boolean {
  return response.shouldKeepAlive && !request.destroyed && request.headers.expect === undefined;
}

function stopReaders(request: IncomingMessage): void {
  request.unpipe();
  request.removeAllListeners('readable');
  request.removeAllListeners('data');
  request.resume();
}

/** Makes the next call of `end` flush without ending, and returns the function that ends the response. */
function holdEnd(response: ServerResponse): () => void {
  const end = response.end;
  let finish: (() => void) | undefined;
  let released = false;
  response.end = (...args: unknown[]): ServerResponse => {
    response.end = end;
    if (released) return Reflect.apply(end, response, args);
    const callback = args.find((argument) => typeof argument === 'function');
    const [chunk, encoding] = args.filter((argument) => argument !== callback);
    if (chunk) response.write(chunk, (encoding ?? 'utf8') as BufferEncoding);
    else response.flushHeaders();
    flushCompression(response);
    finish = () => Reflect.apply(end, response, callback ? [callback] : []);
    return response;
  };
  return () => {
    released = true;
    finish?.();
    finish = undefined;
  };
}

/** Compression middleware buffers small bodies until the end and adds a method that flushes them. */
function flushCompression(response: ServerResponse & { flush?: () => void }): void {
  // An own property only: Node's method of that name is deprecated and prints a warning.
  if (Object.hasOwn(response, 'flush')) response.flush?.();
}

/** Reads and discards the request. Calls back when it is complete or a limit is reached. */
function drain(request: IncomingMessage, socket: Socket, callback: () => void): void {
  const limit = socket.bytesRead + MAX_BYTES;
  const proceed = (): void => {
    if (request.complete) {
      stop();
    } else if (socket.bytesRead < limit) {
      socket.resume();
    } else {
      // Destroying the socket here would reset the connection and discard the response.
      request.pause();
      socket.pause();
    }
  };
  const stop = (): void => {
    clearTimeout(timer);
    clearImmediate(afterwards);
    request.off('data', proceed).off('end', proceed);
    socket.off('pause', proceed).off('resume', proceedAfterwards).off('end', stop).off('close', stop);
    callback();
  };
  let afterwards: NodeJS.Immediate | undefined;
  // After the last chunk, the request is not complete yet, and no event follows when it is.
  const proceedAfterwards = (): void => {
    clearImmediate(afterwards);
    afterwards = setImmediate(proceed);
  };
  const timer = setTimeout(stop, MAX_TIME).unref();
  request.on('data', proceed).on('end', proceed);
  // A request that pipeline or for await has destroyed emits no more events, and Node pauses its socket at each chunk.
  // A 'data' listener on the socket would take the connection away from Node's parser.
  socket.on('pause', proceed).on('resume', proceedAfterwards);
  // The client has the response and has closed its side. Prepended, so that it runs before Node rejects the incomplete request.
  socket.prependListener('end', stop).on('close', stop);
  proceed();
}
