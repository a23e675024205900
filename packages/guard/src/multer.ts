import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';

import { expect, isOptionalFunction, refuseUnknown } from './check.ts';
import { FileBatch, type StoredFile } from './file-batch.ts';
import type { Reservation } from './guard.ts';
import { shared } from './shared.ts';

export type { StoredFile } from './file-batch.ts';

/** Options of multerStorage. */
export interface MulterStorageOptions<Request extends IncomingMessage = IncomingMessage> {
  /** Returns where a file is stored. `originalname` is what the client sent: never use it as a path unchecked. */
  readonly path: (request: Request, file: MulterFile) => string | Promise<string>;
  /** Returns the room for all files of a form: `reservationOf` of the adapter. */
  readonly reservation?: ((request: Request) => Reservation | undefined) | undefined;
  /** `true` flushes every file and its folder to the device; false by default. */
  readonly durable?: boolean | undefined;
}

/** What multer knows about a file before it is stored. */
export interface MulterFile {
  readonly fieldname: string;
  readonly originalname: string;
  readonly mimetype: string;
  readonly stream: Readable;
}

/** What the storage adds to `request.file` and `request.files`, as multer's own disk storage does. */
export interface MulterFileInfo {
  readonly destination: string;
  readonly filename: string;
  readonly path: string;
  readonly size: number;
}

/** A storage engine of multer, by its shape. */
export interface MulterStorage {
  _handleFile(
    request: IncomingMessage,
    file: MulterFile,
    done: (error: unknown, info?: MulterFileInfo) => void,
  ): void;
  _removeFile(request: IncomingMessage, file: unknown, done: (error: Error | null) => void): void;
}

const batches = shared('batches', new WeakMap<object, FileBatch>());

/**
 * Returns a storage engine for multer 1.4 and 2, FileInterceptor of Nest and @koa/multer. The files of a form become visible together, when the
 * route calls `commitFiles`. When one fails none is kept; without the call they are removed once the response closes.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function multerStorage<Request extends IncomingMessage = IncomingMessage>(
  options: MulterStorageOptions<Request>,
): MulterStorage {
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['path', 'reservation', 'durable']);
  const { path, reservation, durable = false } = options;
  expect(typeof path === 'function', 'options.path', 'a function');
  expect(isOptionalFunction(reservation), 'options.reservation', 'a function');
  expect(typeof durable === 'boolean', 'options.durable', 'a boolean');
  watchResponses();
  const batchOf = (request: Request): FileBatch => {
    const found = batches.get(request);
    if (found) return found;
    const batch = new FileBatch({ reservation: reservation?.(request), durable });
    batches.set(request, batch);
    discardAtEnd(request, batch);
    return batch;
  };
  const receive = callbackify(async (request: Request, file: MulterFile): Promise<MulterFileInfo> => {
    const batch = batchOf(request);
    const target = await path(request, file);
    // Not destroyed when it fails: multer would report that instead of the failure.
    const stored = await batch.add(file.stream.iterator({ destroyOnReturn: false }), target);
    return { destination: dirname(target), filename: basename(target), path: target, size: stored.bytes };
  });
  const discard = callbackify(async (request: object) => batches.get(request)?.discard());
  return {
    _handleFile(request, file, done) {
      receive(request as Request, file, (error, info) => {
        if (error) failAtOnce(request);
        done(error, info);
      });
    },
    _removeFile(request, _file, done) {
      discard(request, (error) => done(error));
    },
  };
}

/**
 * Counts the files of a form and makes them visible: all of them or, when it rejects, none. Returns an empty array for a form
 * without files, which a route that needs one answers with a 4xx.
 *
 * @param request - the request of Express, Nest or Node, or the context of Koa
 * @throws StorageExhaustedError when there is no room for what was really written; Error when the response has closed; the file system's errors
 */
export async function commitFiles(request: object): Promise<StoredFile[]> {
  const { req = request } = request as { req?: object };
  return (await (batches.get(request) ?? batches.get(req))?.commit()) ?? [];
}

/**
 * Makes multer report an error while the client still sends. Since 2.1 multer waits for the end of a request as long as that is
 * `readable` (`done` in its lib/make-middleware.js): a client that sends forever, or pauses, would get no answer. After an error nobody
 * reads the request but whoever discards the remainder, and reading does not depend on this property.
 */
function failAtOnce(request: IncomingMessage): void {
  Object.defineProperty(request, 'readable', { value: false, configurable: true });
}

/** By request, for frameworks such as Koa that hand multer a request without its response. */
const responses = new WeakMap<object, EventEmitter>();
let watching = false;

function watchResponses(): void {
  if (watching) return;
  watching = true;
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: object; response: EventEmitter };
    responses.set(request, response);
  });
}

/** Removes files that the route has not committed by the end of the response. */
function discardAtEnd(request: IncomingMessage, batch: FileBatch): void {
  // Express sets `res`; an HTTP/2 request has a stream of its own.
  const { res, stream } = request as { res?: EventEmitter; stream?: EventEmitter };
  const ending = res ?? responses.get(request) ?? stream ?? request.socket;
  const { closed, destroyed } = ending as { closed?: boolean; destroyed?: boolean };
  const discard = (): void => void batch.discard();
  if (closed || destroyed) discard();
  // First, because the guard counts what was received when the response succeeds and the reservation is still open.
  else ending.prependOnceListener('close', discard);
}
