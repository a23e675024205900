import { insufficientStorage } from '../insufficient-storage.ts';
import { isStream, type PreparedUpload } from './prepare-upload.ts';

/**
 * Returns the response to an upload.
 *
 * @throws InsufficientStorageError if its status is 507
 */
export async function settleUpload(
  { method, headers, body }: PreparedUpload,
  response: Response,
): Promise<Response> {
  const error = await insufficientStorage(response, {
    method,
    hasIdempotencyKey: headers.has('idempotency-key'),
    canReplay: !isStream(body),
  });
  if (error) throw error;
  return response;
}
