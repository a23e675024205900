import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';
import { messageOf } from './message-of.ts';
import type { Profile } from './profile.ts';
import { escapeXml } from './xml.ts';

/**
 * WebDAV: a `DAV:error` with a precondition code (RFC 4331, section 6; RFC 4918, section 16).
 *
 * The sentence is in `s:message`, in the namespace of sabre/dav. Nextcloud's and ownCloud's desktop clients (nextcloud/desktop,
 * src/libsync/networkjobs.cpp, `extractErrorMessage`) and rclone (backend/webdav/api/types.go, `Error`) show that element. The request id is next
 * to it, because administrators search the log for it.
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
    `<s:exception>Sabre\\DAV\\Exception\\InsufficientStorage</s:exception>` +
    `<s:message>${escapeXml(messageOf(document))}</s:message>${id}</d:error>`
  );
}
