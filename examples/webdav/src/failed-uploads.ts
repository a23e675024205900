import { RequestError } from '@http507/example-store';
import type { Request, RequestHandler, Response } from 'express';

import { accountOf } from './account.ts';

/** How long after a failed upload its DELETE may come, in milliseconds. rclone waits for a second. */
const MAX_DELAY = 30_000;

/** How many uploads are remembered. Then the oldest is forgotten. */
const MAX_UPLOADS = 1_000;

interface Upload {
  readonly response: Response;
  /** When it ended; Infinity while it is in progress. */
  endedAt: number;
}

/**
 * Remembers uploads by rclone, which deletes the target after a failed PUT to remove what the server may have stored of it (rclone,
 * backend/webdav/webdav.go, `updateSimple`). This server stores nothing of it, so the DELETE would remove the version from before.
 */
export class FailedUploads {
  /** By account, user agent and path. */
  readonly #uploads = new Map<string, Upload>();

  /** Remembers a PUT. */
  readonly watch: RequestHandler = (request, response, next) => {
    const key = keyOf(request);
    if (key) {
      const upload = { response, endedAt: Number.POSITIVE_INFINITY };
      this.#remember(key, upload);
      response.once('close', () => {
        upload.endedAt = performance.now();
      });
    }
    next();
  };

  /** Refuses the first DELETE after a PUT that failed. rclone ignores the answer. */
  readonly refuseDelete: RequestHandler = (request, _response, next) => {
    const key = keyOf(request);
    const upload = key && this.#uploads.get(key);
    if (!key || !upload) return next();
    this.#uploads.delete(key);
    const { headersSent, statusCode } = upload.response;
    const stored = headersSent && statusCode < 300;
    if (stored || performance.now() - upload.endedAt > MAX_DELAY) return next();
    throw new RequestError(
      409,
      'upload_failed',
      'The upload before this DELETE has failed, and the stored version is kept. Send the DELETE again to remove it.',
    );
  };

  #remember(key: string, upload: Upload): void {
    this.#uploads.delete(key);
    this.#uploads.set(key, upload);
    for (const [oldest, { endedAt }] of this.#uploads) {
      if (this.#uploads.size <= MAX_UPLOADS && performance.now() - endedAt <= MAX_DELAY) break;
      this.#uploads.delete(oldest);
    }
  }
}

function keyOf(request: Request): string | undefined {
  const agent = request.get('user-agent');
  return agent?.startsWith('rclone/') ? `${accountOf(request)} ${agent} ${request.path}` : undefined;
}
