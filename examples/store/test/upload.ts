import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** Stores a body under a name, with fetch. */
export async function put(
  url: string,
  body: NonNullable<RequestInit['body']>,
  init: RequestInit = {},
): Promise<Response> {
  return await fetch(url, { method: 'PUT', body, ...init });
}

/** Stores a body without a Content-Length, with fetch. */
export async function putChunked(url: string, ...chunks: Uint8Array<ArrayBuffer>[]): Promise<Response> {
  return await put(url, new Blob(chunks).stream(), { duplex: 'half' });
}

/** Sends a form with one file in the field `file`, with fetch. */
export async function post(url: string, content: Uint8Array<ArrayBuffer>, name: string): Promise<Response> {
  return await fetch(url, { method: 'POST', body: formWith(content, name) });
}

/** Returns a form with one file in the field `file`. */
export function formWith(content: Uint8Array<ArrayBuffer>, name: string, field = 'file'): FormData {
  const form = new FormData();
  form.set(field, new Blob([content]), name);
  return form;
}

/** Starts an upload with node:http, for the caller to write and end. */
export function openUpload(
  url: string,
  headers: Record<string, string | number>,
  method = 'PUT',
): ClientRequest {
  // Tests abort uploads on purpose.
  return httpRequest(url, { method, headers, agent: false }).on('error', () => undefined);
}

/** Returns the status of the answer. */
export async function statusOf(request: ClientRequest): Promise<number | undefined> {
  return await new Promise((resolve) => request.once('response', ({ statusCode }) => resolve(statusCode)));
}

/** Sends a whole body with node:http, and returns the answer. */
export async function upload(
  url: string,
  body: Uint8Array,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; text: string }> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method: 'PUT',
      headers: { 'content-length': body.byteLength },
      agent: false,
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
