import { onTestFinished } from 'vitest';

import { put } from '../../store/test/upload.ts';

/** The length of each upload. */
export const UPLOAD_BYTES = 100_000;

/** How many files the uploads replace in turn. */
const FILES = 10;

/** How many uploads are in progress at most. */
const CLIENTS = 8;

/** Uploads of an account until the test ends. */
export interface Load {
  /** Returns the statuses since the last call. */
  takeStatuses(): number[];
}

/** Uploads 50 times a second, in turn to the same few files. */
export function startLoad(url: string, account: string): Load {
  let statuses: number[] = [];
  let count = 0;
  const inProgress = new Set<Promise<void>>();
  const body = Buffer.alloc(UPLOAD_BYTES);
  const upload = async (name: string): Promise<void> => {
    const response = await put(`${url}/files/${name}`, body, { headers: { 'x-account': account } });
    await response.arrayBuffer();
    statuses.push(response.status);
  };
  const timer = setInterval(() => {
    if (inProgress.size >= CLIENTS) return;
    const uploading = upload(`load-${count++ % FILES}`).finally(() => inProgress.delete(uploading));
    inProgress.add(uploading);
  }, 20);
  onTestFinished(async () => {
    clearInterval(timer);
    await Promise.all(inProgress);
  });
  return {
    takeStatuses() {
      const taken = statuses;
      statuses = [];
      return taken;
    },
  };
}
