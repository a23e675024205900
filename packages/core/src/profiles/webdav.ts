import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';
import { messageOf } from './message-of.ts';
import type { Profile } from './profile.ts';
import { escapeXml } from './xml.ts';

/**
 * WebDAV: a `DAV:error` with a precondition code (RFC 4331, section 6; RFC 4918, section 16).
 *
 * The sentence is in `s:message`, in the namespace of sabre/dav. rclone shows it before the status line (rclone, backend/webdav/api/types.go,
 * `Error`). Nextcloud's and ownCloud's desktop clients show it for requests other than PUT (nextcloud/desktop and owncloud/client,
 * src/libsync/abstractnetworkjob.cpp, `extractErrorMessage`). For PUT, they have a sentence of their own for the status 507 (propagateupload.cpp and
 * propagateuploadcommon.cpp, `commonErrorHandling`). There is no `s:exception`, which rclone would show as well. cadaver shows the status line (neon,
 * src/ne_request.c), and davfs2 turns the status into ENOSPC (davfs2, src/webdav.c, `get_ne_error`): neither reads the body.
 *
 * The request id is next to the sentence, because administrators search the log for it.
 */
export const webdav: Profile = {
  mediaTypes: ['application/xml', 'text/xml'],
  render: (document) => `<?xml version="1.0" encoding="utf-8"?>\n${davError(document)}\n`,
};

/** Returns the `DAV:error` element of a document. */
export function davError(document: StorageExhaustedDocument): string {
  const { reason, requestId } = document;
  const condition = reason === 'quota' ? 'quota-not-exceeded' : 'sufficient-disk-space';
  const id = requestId === undefined ? '' : `<s:request-id>${escapeXml(requestId)}</s:request-id>`;
  return (
    `<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><d:${condition}/>` +
    `<s:message>${escapeXml(messageOf(document))}</s:message>${id}</d:error>`
  );
}
