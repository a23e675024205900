import type { Readable } from 'node:stream';
import { type DetailedError, Upload, type UploadOptions } from 'tus-js-client';

/** The result of an upload with tus-js-client. */
export interface Sent {
  readonly upload: Upload;
  /** Undefined if the upload has finished. */
  readonly error: Error | DetailedError | undefined;
}

/** Uploads with tus-js-client until the upload has finished or the client has given up. */
export async function sendWithTus(
  url: string,
  content: Buffer | Readable,
  options: Partial<UploadOptions> = {},
): Promise<Sent> {
  const upload = new Upload(content, { endpoint: `${url}/files`, ...options });
  return { upload, error: await start(upload) };
}

/** Starts an upload, or resumes it. */
export async function start(upload: Upload): Promise<Error | DetailedError | undefined> {
  return await new Promise((resolve) => {
    upload.options.onError = resolve;
    upload.options.onSuccess = () => resolve(undefined);
    upload.start();
  });
}

/** Returns the status that an upload failed with. */
export function statusOf(error: Error | DetailedError | undefined): number | undefined {
  return error && 'originalResponse' in error ? error.originalResponse?.getStatus() : undefined;
}
