import { RequestError } from './request-error.ts';

/** In bytes. ext4, APFS, NTFS and most other file systems allow at least this. */
const MAX_BYTES = 255;

/**
 * Returns a file name if it is valid.
 *
 * @throws RequestError 400 for a path, a leading dot, a control character, or more than 255 bytes
 */
export function checkFileName(name: string): string {
  const fault = faultOf(name);
  if (fault) throw new RequestError(400, 'invalid_name', `A file name must ${fault}.`);
  return name;
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'not be empty';
  if (name.startsWith('.')) return 'not begin with a dot';
  if (/[/\\]/.test(name)) return 'not contain a slash or a backslash';
  // Decoders replace invalid bytes with U+FFFD.
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(name)) return 'not contain control characters';
  if (Buffer.byteLength(name) > MAX_BYTES) return `not take more than ${MAX_BYTES} bytes`;
  return undefined;
}
