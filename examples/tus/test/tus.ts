import { request } from 'node:http';
import { basename, join } from 'node:path';

/** The header of every request (tus 1.0.0, section "Tus-Resumable"). */
export const TUS = { 'tus-resumable': '1.0.0' };

/** The media type of a body. */
export const BODY = { 'content-type': 'application/offset+octet-stream' };

/** Creates an upload. Without a length, it is deferred. */
export async function create(
  url: string,
  length?: number | string,
  init: { headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> } = {},
): Promise<Response> {
  const announced: Record<string, string> =
    length === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(length) };
  const headers = { ...TUS, ...announced, ...init.headers };
  return await fetch(`${url}/files`, { method: 'POST', ...init, headers });
}

/** Creates an upload, and returns its address. */
export async function created(
  url: string,
  length?: number,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await create(url, length, { headers });
  if (response.status !== 201) throw new Error(`not created: ${response.status} ${await response.text()}`);
  return url + response.headers.get('location');
}

/** Sends a part of an upload. */
export async function patch(
  upload: string,
  offset: number,
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const all = { ...TUS, ...BODY, 'upload-offset': String(offset), ...headers };
  return await fetch(upload, { method: 'PATCH', headers: all, body });
}

/** Deletes an upload, and returns the status. */
export async function terminate(upload: string): Promise<number> {
  return (await fetch(upload, { method: 'DELETE', headers: TUS })).status;
}

/** Returns the headers by which a client resumes. */
export async function head(
  upload: string,
): Promise<{ status: number; offset: string | null; length: string | null; deferred: string | null }> {
  const { status, headers } = await fetch(upload, { method: 'HEAD', headers: TUS });
  return {
    status,
    offset: headers.get('upload-offset'),
    length: headers.get('upload-length'),
    deferred: headers.get('upload-defer-length'),
  };
}

/** Returns what an account uses, has reserved and may use. */
export async function usage(url: string, account = 'anonymous'): Promise<Record<string, number>> {
  const response = await fetch(`${url}/usage`, { headers: { 'x-account': account } });
  return (await response.json()) as Record<string, number>;
}

/** Starts a PATCH of a length, for the caller to write and end. */
export function openPatch(upload: string, offset: number, bytes: number) {
  const headers = { ...TUS, ...BODY, 'upload-offset': offset, 'content-length': bytes };
  // Tests break connections on purpose.
  return request(upload, { method: 'PATCH', headers, agent: false }).on('error', () => undefined);
}

/** Returns the file of an upload. */
export function fileOf(dataDir: string, upload: string): string {
  return join(dataDir, basename(upload));
}
