import http from 'node:http';

import axios from 'axios';
import undici from 'undici';

import type { Answer } from './answer.ts';
import { request } from './request.ts';

/** Uploads a number of zero bytes with one kind of client. Resolves to the answer that the client's user sees. */
export type Uploader = (url: string, size: number) => Promise<Pick<Answer, 'status' | 'body'>>;

const CHUNK = new Uint8Array(64 * 1024);

/** The clients of the delivery cases, by name. */
export const UPLOADERS: Readonly<Record<string, Uploader>> = {
  async 'fetch with a stream'(url, size) {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += CHUNK.length;
        if (sent > size) controller.close();
        else controller.enqueue(CHUNK);
      },
    });
    const response = await fetch(url, { method: 'PUT', body, duplex: 'half' });
    return { status: response.status, body: await response.text() };
  },
  async 'fetch with a buffer'(url, size) {
    const response = await fetch(url, { method: 'PUT', body: Buffer.alloc(size) });
    return { status: response.status, body: await response.text() };
  },
  'http.request': (url, size) =>
    request(url, { method: 'PUT', headers: { 'Content-Length': size }, body: Buffer.alloc(size) }),
  async 'http.request keeping its connection alive'(url, size) {
    const agent = new http.Agent({ keepAlive: true });
    try {
      return await request(url, {
        method: 'PUT',
        agent,
        headers: { 'Content-Length': size },
        body: Buffer.alloc(size),
      });
    } finally {
      agent.destroy();
    }
  },
  async undici(url, size) {
    const { statusCode, body } = await undici.request(url, { method: 'PUT', body: Buffer.alloc(size) });
    return { status: statusCode, body: await body.text() };
  },
  async axios(url, size) {
    const { status, data } = await axios.put(url, Buffer.alloc(size), {
      maxBodyLength: Number.POSITIVE_INFINITY,
      responseType: 'text',
      transformResponse: [],
      validateStatus: null,
    });
    return { status, body: data };
  },
};
