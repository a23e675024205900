import type { Readable } from 'node:stream';

import { FileBatch, type StoredFile } from './file-batch.ts';
import type { StoreFileOptions } from './store-file-options.ts';

/** Options of storeForm. */
export interface StoreFormOptions extends StoreFileOptions {
  /** Returns where a file is stored. `filename` is what the client sent: never use it as a path unchecked. */
  readonly path: (part: FormFile) => string | Promise<string>;
  /** Limits for this form, in place of those of the plugin. */
  readonly limits?: object | undefined;
}

/** A file of a form, as @fastify/multipart gives it. */
export interface FormFile {
  readonly fieldname: string;
  readonly filename: string;
  readonly mimetype: string;
  readonly file: Readable & { readonly truncated?: boolean };
}

/** A request of Fastify on which @fastify/multipart is registered, by its shape. */
export interface FormRequest {
  readonly raw: { readonly aborted?: boolean; readonly complete?: boolean; readonly destroyed?: boolean };
  // biome-ignore lint/suspicious/noExplicitAny: the plugin's own type differs between its majors
  parts(options?: any): AsyncIterable<any>;
}

/** A file that was stored, with what the client said about it. */
export interface StoredFormFile extends StoredFile {
  readonly fieldname: string;
  readonly filename: string;
  readonly mimetype: string;
}

/** A form that was stored. */
export interface StoredForm {
  readonly files: readonly StoredFormFile[];
  /** The values of each field that is no file, in the order in which they arrived. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Stores the files of a form, with @fastify/multipart 8 to 10. They become visible together, once the whole form has arrived. When
 * anything fails none is kept.
 *
 * @throws StorageExhaustedError when the reservation cannot grow; Error with statusCode 413 for a file over `fileSize`, and 400 when the
 * client goes away; the errors of @fastify/multipart and of the file system unchanged
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
    // Up to 9, the iteration ends without an error when the client goes away between two parts.
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
  // A browser sends this for a field in which no file was chosen.
  if (!filename) {
    file.resume();
    return undefined;
  }
  const target = await path(part);
  // Not destroyed when it fails: the plugin would report that instead of the failure.
  await batch.add(file.iterator({ destroyOnReturn: false }), target);
  if (file.truncated) {
    throw Object.assign(errorOf(413, 'request file too large'), { code: 'FST_REQ_FILE_TOO_LARGE' });
  }
  return { fieldname, filename, mimetype, path: target };
}

function errorOf(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
