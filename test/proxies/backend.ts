import { vi } from 'vitest';

import {
  type AtEnd,
  type Service,
  type ServiceName,
  startService,
} from '../../examples/store/test/service.ts';
import { UPLOADERS, type Uploader } from '../../packages/conformance/src/clients/uploaders.ts';

/** What a refused upload is long, what is stored beforehand, and all there is room for, in bytes. */
export const UPLOAD = 20_000_000;
export const CAPACITY = UPLOAD + 8_000_000;

/** A service with room for small uploads only, which tells what reaches it. */
export interface Backend {
  readonly url: string;
  /** What it answers to a refused upload when no proxy is in between, its request id aside. */
  readonly answer: string;
  /** Resolves to how many requests with this method and path have reached it. */
  readonly count: (methodAndPath: string) => Promise<number>;
}

/** Starts a built service and fills it up but for 8 MB with the file `rest`; the test's end ends it. */
export async function startBackend(name: ServiceName, atEnd: AtEnd): Promise<Backend> {
  const preload = new URL('print-requests.mjs', import.meta.url).href;
  const env = { CAPACITY_BYTES: String(CAPACITY), NODE_OPTIONS: `--import ${preload}` };
  const service = await startService(name, env, atEnd);
  const { status } = await fetch(`${service.url}/files/rest`, { method: 'PUT', body: Buffer.alloc(UPLOAD) });
  if (status !== 201) throw new Error(`${name} has answered ${status}`);
  const refused = await (UPLOADERS['http.request'] as Uploader)(`${service.url}/files/big`, UPLOAD);
  return {
    url: service.url,
    answer: withoutId(refused),
    count: (methodAndPath) => countRequests(service, methodAndPath),
  };
}

/** Returns an answer's status and body, without the id of its request. */
export function withoutId({ status, body }: { readonly status: number; readonly body: string }): string {
  return `${status} ${body.replace(/"requestId":"[^"]*"/, '"requestId":"…"')}`;
}

let marks = 0;

async function countRequests({ url, output }: Service, methodAndPath: string): Promise<number> {
  marks += 1;
  // What it has written before this has arrived as well, once this has.
  const mark = `/health?${marks}`;
  await (await fetch(`${url}${mark}`)).text();
  await vi.waitFor(() => {
    if (!output().includes(`request: GET ${mark} `)) throw new Error(`${mark} has not been written`);
  });
  return output().split(`request: ${methodAndPath} `).length - 1;
}
