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
  /** `true` flushes every file and its folder to the device. False by default. */
  readonly durable?: boolean | undefined;
}

/** A file as multer passes it to a storage engine. */
export interface MulterFile {
  readonly fieldname: string;
  readonly originalname: string;
  readonly mimetype: string;
  readonly stream: Readable;
}

/** The properties that the engine adds to `request.file` and `request.files`, like multer's disk storage. */
export interface MulterFileInfo {
  readonly destination: string;
  readonly filename: string;
  readonly path: string;
  readonly size: number;
}

/** A storage engine for multer. Declared by its shape. */
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
 * Returns a storage engine for multer 1.4 and 2, Nest's FileInterceptor and @koa/multer. The files of a form become visible together when the
 * route calls `commitFiles`. If one fails, none is kept. Files that are not committed are removed when the response closes.
 *
 * @throws TypeError that names the unknown or invalid option
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
    // Not destroyed on failure, because multer would report that instead of the failure.
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
 * Counts the files of a form and makes them visible. If it rejects, none is kept. Returns an empty array for a form without files. A route
 * that needs a file should then answer with a 4xx.
 *
 * @param request - the request of Express, Nest or Node, or the context of Koa
 * @throws StorageExhaustedError if there is no room for the bytes that were really written; Error if the response has closed; the errors
 * of the file system
 */
export async function commitFiles(request: object): Promise<StoredFile[]> {
  const { req = request } = request as { req?: object };
  return (await (batches.get(request) ?? batches.get(req))?.commit()) ?? [];
}

/**
 * Makes multer report an error while the client is still sending. Since 2.1, multer waits for the end of a request while it is `readable`
 * (`done` in its lib/make-middleware.js), so a client that pauses or never ends would get no answer. After an error the request is only
 * drained, which does not depend on this property.
 */
function failAtOnce(request: IncomingMessage): void {
  Object.defineProperty(request, 'readable', { value: false, configurable: true });
}

/** Responses by request, for frameworks such as Koa that pass multer a request without its response. */
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

/** Removes files that the route has not committed when the response closes. */
function discardAtEnd(request: IncomingMessage, batch: FileBatch): void {
  // Express sets `res`. An HTTP/2 request has its own stream.
  const { res, stream } = request as { res?: EventEmitter; stream?: EventEmitter };
  const ending = res ?? responses.get(request) ?? stream ?? request.socket;
  const { closed, destroyed } = ending as { closed?: boolean; destroyed?: boolean };
  const discard = (): void => void batch.discard();
  if (closed || destroyed) discard();
  // Prepended, because the guard's listener counts an open reservation after a successful response.
  else ending.prependOnceListener('close', discard);
}
