import { openUpload, statusOf } from '../upload.ts';
import { BYTES } from './load.ts';

/** An upload of which half has been sent. */
export interface SlowUpload {
  /** Sends the rest, and returns the status of the answer. */
  finish(): Promise<number | undefined>;
}

/** Starts an upload and sends half of it. */
export function openSlowUpload(url: string, account: string, name: string): SlowUpload {
  const upload = openUpload(`${url}/files/${name}`, { 'x-account': account, 'content-length': BYTES });
  const status = statusOf(upload);
  const half = Buffer.alloc(BYTES / 2);
  upload.write(half);
  return {
    finish: () => {
      upload.end(half);
      return status;
    },
  };
}
