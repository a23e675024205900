import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';
import { messageOf } from './message-of.ts';
import type { Profile } from './profile.ts';

/** The `error` of one object in a batch response. */
export interface LfsObjectError {
  readonly code: number;
  readonly message: string;
}

/**
 * Git LFS: an error document (git-lfs, docs/api/batch.md, "Response Errors").
 *
 * git-lfs shows `message`, and reads it only from `application/vnd.git-lfs+json` and `application/json` (git-lfs, lfshttp/lfshttp.go,
 * `DecodeJSON`). It does not repeat a batch request that is answered with 507 (lfshttp/errors.go). But it repeats a PUT after every status except
 * 422 (tq/basic_upload.go), and asks the batch API again before that. So refuse objects in the batch response: see `lfsObjectError`.
 */
export const gitLfs: Profile = {
  mediaTypes: ['application/vnd.git-lfs+json', 'application/json'],
  render(document) {
    const { requestId, type } = document;
    return JSON.stringify({
      message: messageOf(document),
      request_id: requestId,
      documentation_url: /^https?:/i.test(type) ? type : undefined,
    });
  },
};

/**
 * Returns the `error` of one object in a batch response, which is itself answered with 200 (git-lfs, docs/api/batch.md, "Successful
 * Responses"). git-lfs transfers the other objects and sends no byte of this one.
 */
export function lfsObjectError(document: StorageExhaustedDocument): LfsObjectError {
  return { code: document.status, message: messageOf(document) };
}
