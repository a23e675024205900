import { vi } from 'vitest';

import {
  type AtEnd,
  type Service,
  type ServiceName,
  startService,
} from '../../examples/store/test/service.ts';
import { UPLOADERS, type Uploader } from '../../packages/conformance/src/clients/uploaders.ts';

/** The length of a refused upload and of the file stored before it, in bytes, and the capacity. */
export const UPLOAD = 20_000_000;
export const CAPACITY = UPLOAD + 8_000_000;

/** A service with room for small uploads only, which counts the requests that reach it. */
export interface Backend {
  readonly url: string;
  /** Its answer to a refused upload without a proxy, without the request id. */
  readonly answer: string;
  /** Resolves to the number of requests with this method and path that have reached it. */
  readonly count: (methodAndPath: string) => Promise<number>;
}

/** Starts a built service and stores the file `rest`, which leaves 8 MB free. The service stops when the test ends. */
export async function startBackend(name: ServiceName, atEnd: AtEnd): Promise<Backend> {
  const preload = new URL('print-requests.mjs', import.meta.url).href;
  const env = { CAPACITY_BYTES: String(CAPACITY), NODE_OPTIONS: `--import ${preload}` };
  const service = await startService(name, env, atEnd);
  const { status } = await fetch(`${service.url}/files/rest`, { method: 'PUT', body: Buffer.alloc(UPLOAD) });
  if (status !== 201) throw new Error(`${name} answered ${status}`);
  const refused = await (UPLOADERS['http.request'] as Uploader)(`${service.url}/files/big`, UPLOAD);
  return {
    url: service.url,
    answer: withoutId(refused),
    count: (methodAndPath) => countRequests(service, methodAndPath),
  };
}

/** Returns the status and the body of an answer, without the request id. */
export function withoutId({ status, body }: { readonly status: number; readonly body: string }): string {
  return `${status} ${body.replace(/"requestId":"[^"]*"/, '"requestId":"…"')}`;
}

let marks = 0;

async function countRequests({ url, output }: Service, methodAndPath: string): Promise<number> {
  marks += 1;
  // When this line has arrived, all earlier output has arrived too.
  const mark = `/health?${marks}`;
  await (await fetch(`${url}${mark}`)).text();
  await vi.waitFor(() => {
    if (!output().includes(`request: GET ${mark} `)) throw new Error(`${mark} is missing in the output`);
  }, 20_000);
  return output().split(`request: ${methodAndPath} `).length - 1;
}
