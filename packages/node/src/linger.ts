import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A rest of this many bytes is read to its end, so that the connection can be used again. */
const REUSE_BYTES = 64 * 1024;

/** How much is read of a refused request. A client that reads no answer before it has sent everything is served up to here. */
const MAX_BYTES = 16 * 1024 * 1024;

/** How long an answer waits for its request to end, in milliseconds. */
const MAX_TIME = 2_000;

/**
 * Makes a response arrive whose request is still being sent, over HTTP/1.
 *
 * Node closes a connection with unread bytes in it; the kernel then sends a reset, and the reset destroys the answer
 * on its way. So what is written goes out at once, the rest of the request is read and thrown away, and only then, or
 * when a bound is reached, does the response end. To be called before the response is written, which must have a
 * Content-Length.
 */
export function linger(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = response;
  if (!socket || request.complete || !hasBody(request)) return;
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

/** Node closes the connection of a request that has asked for `100 Continue` and not got it. */
function staysOpen(request: IncomingMessage, response: ServerResponse): boolean {
  return response.shouldKeepAlive && !request.destroyed && request.headers.expect === undefined;
}

function stopReaders(request: IncomingMessage): void {
  request.unpipe();
  request.removeAllListeners('readable');
  request.removeAllListeners('data');
  request.resume();
}

/** Makes the next `end` write only, and returns the function that lets it end. */
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

/** Compression middleware holds small bodies back until the end, and has its own way to send them. */
function flushCompression(response: ServerResponse & { flush?: () => void }): void {
  // Its own, because Node has a deprecated one that warns.
  if (Object.hasOwn(response, 'flush')) response.flush?.();
}

/** Reads and throws away what the client sends; calls back when the request is complete or a bound is reached. */
function drain(request: IncomingMessage, socket: Socket, callback: () => void): void {
  const limit = socket.bytesRead + MAX_BYTES;
  const proceed = (): void => {
    if (request.complete) {
      stop();
    } else if (socket.bytesRead < limit) {
      socket.resume();
    } else {
      // To destroy it here would reset the connection, and the answer with it.
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
  // After the last chunk the request is not complete yet, and no event tells of it when it is.
  const proceedAfterwards = (): void => {
    clearImmediate(afterwards);
    afterwards = setImmediate(proceed);
  };
  const timer = setTimeout(stop, MAX_TIME).unref();
  request.on('data', proceed).on('end', proceed);
  // A request that pipeline or for await has destroyed gives no more events, and Node pauses its socket at each chunk.
  // Not the socket's own data: to listen to that takes the connection from Node's parser.
  socket.on('pause', proceed).on('resume', proceedAfterwards);
  // The client has closed its side, because it has its answer: before Node finds fault with the unfinished request.
  socket.prependListener('end', stop).on('close', stop);
  proceed();
}
