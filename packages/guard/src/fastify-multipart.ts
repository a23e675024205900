import type { Readable } from 'node:stream';

import { FileBatch, type StoredFile } from './file-batch.ts';
import type { StoreFileOptions } from './store-file-options.ts';

/** Options of storeForm. */
export interface StoreFormOptions extends StoreFileOptions {
  /** Returns where a file is stored. `filename` is what the client sent: never use it as a path unchecked. */
  readonly path: (part: FormFile) => string | Promise<string>;
  /** Limits for this form. They override those of the plugin. */
  readonly limits?: object | undefined;
}

/** A file of a form, as @fastify/multipart passes it on. */
export interface FormFile {
  readonly fieldname: string;
  readonly filename: string;
  readonly mimetype: string;
  readonly file: Readable & { readonly truncated?: boolean };
}

/** A Fastify request with @fastify/multipart. Declared by its shape. */
export interface FormRequest {
  readonly raw: { readonly aborted?: boolean; readonly complete?: boolean; readonly destroyed?: boolean };
  // biome-ignore lint/suspicious/noExplicitAny: the type differs between majors of the plugin
  parts(options?: any): AsyncIterable<any>;
}

/** A stored file, with the metadata that the client sent. */
export interface StoredFormFile extends StoredFile {
  readonly fieldname: string;
  readonly filename: string;
  readonly mimetype: string;
}

/** A stored form. */
export interface StoredForm {
  readonly files: readonly StoredFormFile[];
  /** The values of each field that is not a file, in order of arrival. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Stores the files of a form, with @fastify/multipart 8 to 10. They become visible together, once the whole form has arrived. If anything
 * fails, none is kept.
 *
 * @throws StorageExhaustedError if the reservation cannot grow; Error with statusCode 413 for a file over `fileSize`, or 400 if the client
 * disconnects; the errors of @fastify/multipart and of the file system unchanged
 */
export async function storeForm(request: FormRequest, options: StoreFormOptions): Promise<StoredForm> {
  const { path, limits, ...others } = options;
  if (typeof path !== 'function') throw new TypeError('options.path must be a function');
  const batch = new FileBatch(others);
  const files: Omit<StoredFormFile, 'bytes'>[] = [];
  const fields = new Map<string, unknown[]>();
  try {
    for await (const part of request.parts(limits && { limits })) {
      if (part.type === 'file' || part.file) {
        const stored = await receive(batch, part as FormFile, path);
        if (stored) files.push(stored);
      } else fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), part.value]);
    }
    const { aborted, complete, destroyed } = request.raw;
    // Up to version 9, the iteration ends without an error if the client disconnects between two parts.
    if (aborted || (destroyed && !complete)) throw errorOf(400, 'The upload ended before it was complete');
  } catch (error) {
    await batch.discard();
    throw error;
  }
  const bytes = new Map((await batch.commit()).map((stored) => [stored.path, stored.bytes]));
  return { files: files.map((file) => ({ ...file, bytes: bytes.get(file.path) ?? 0 })), fields };
}

async function receive(
  batch: FileBatch,
  part: FormFile,
  path: StoreFormOptions['path'],
): Promise<Omit<StoredFormFile, 'bytes'> | undefined> {
  const { fieldname, filename, mimetype, file } = part;
  // Browsers send an empty name for a file field without a file.
  if (!filename) {
    file.resume();
    return undefined;
  }
  const target = await path(part);
  // Not destroyed on failure, because the plugin would report that instead of the failure.
  await batch.add(file.iterator({ destroyOnReturn: false }), target);
  if (file.truncated) {
    throw Object.assign(errorOf(413, 'request file too large'), { code: 'FST_REQ_FILE_TOO_LARGE' });
  }
  return { fieldname, filename, mimetype, path: target };
}

function errorOf(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
