import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';

import { partsIn, SERVICES, startService } from './service.ts';
import { post, put, putChunked } from './upload.ts';

const COMPRESSORS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

describe.each(SERVICES)('the %s service', (name) => {
  test('stores, lists, returns and removes files', async () => {
    const { url, dataDir } = await startService(name);
    const content = randomBytes(8_000_000);
    const stored = await put(`${url}/files/a%20b.bin`, content, {
      headers: { 'content-type': 'application/json' },
    });
    expect([stored.status, await stored.json()]).toEqual([201, { name: 'a b.bin', bytes: 8_000_000 }]);

    const chunked = await putChunked(`${url}/files/chunked`, Buffer.from('chun'), Buffer.from('ked'));
    expect([chunked.status, await chunked.json()]).toEqual([201, { name: 'chunked', bytes: 7 }]);
    const empty = await put(`${url}/files/empty`, '');
    expect([empty.status, await empty.json()]).toEqual([201, { name: 'empty', bytes: 0 }]);
    const form = await post(`${url}/files`, Buffer.from('form'), 'ü.txt');
    expect([form.status, await form.json()]).toEqual([201, { name: 'ü.txt', bytes: 4 }]);

    const list = await fetch(`${url}/files`);
    expect(await list.json()).toEqual({
      files: [
        { name: 'a b.bin', bytes: 8_000_000 },
        { name: 'chunked', bytes: 7 },
        { name: 'empty', bytes: 0 },
        { name: 'ü.txt', bytes: 4 },
      ],
    });

    const download = await fetch(`${url}/files/a%20b.bin`);
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    expect(download.headers.get('content-length')).toBe('8000000');
    expect(content.equals(Buffer.from(await download.arrayBuffer()))).toBe(true);
    expect(await (await fetch(`${url}/files/chunked`)).text()).toBe('chunked');
    expect(await (await fetch(`${url}/files/empty`)).text()).toBe('');
    expect(await (await fetch(`${url}/files/%C3%BC.txt`)).text()).toBe('form');
    const head = await fetch(`${url}/files/chunked`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);

    const removed = await fetch(`${url}/files/chunked`, { method: 'DELETE' });
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect((await fetch(`${url}/files/chunked`)).status).toBe(404);
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test('replaces a file with one that fits instead of it, and counts the difference', async () => {
    const { url } = await startService(name);
    expect((await put(`${url}/files/a`, Buffer.alloc(8_000_000))).status).toBe(201);
    expect((await put(`${url}/files/b`, Buffer.alloc(3_000_000))).status).toBe(507);
    const content = randomBytes(9_000_000);
    expect((await put(`${url}/files/a`, content)).status).toBe(201);
    const form = await post(`${url}/files`, randomBytes(9_500_000), 'a');
    expect(form.status).toBe(201);
    expect((await put(`${url}/files/a`, 'small')).status).toBe(201);
    expect((await put(`${url}/files/b`, Buffer.alloc(9_000_000))).status).toBe(201);
  });

  test('stores a document, also if it is compressed', async () => {
    const { url } = await startService(name);
    const postDocument = (body: Buffer, headers: Record<string, string>) =>
      fetch(`${url}/documents`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body,
      });
    const response = await postDocument(Buffer.from('{ "a": ["ü"] }'), {});
    const { id, bytes } = (await response.json()) as { id: string; bytes: number };
    expect([response.status, bytes]).toEqual([201, 12]);
    expect(await (await fetch(`${url}/files/${id}.json`)).json()).toEqual({ a: ['ü'] });

    for (const [encoding, compress] of Object.entries(COMPRESSORS)) {
      const unpacked = await postDocument(compress(JSON.stringify({ a: 'x'.repeat(10_000) })), {
        'content-encoding': encoding,
      });
      expect([encoding, unpacked.status, await unpacked.json()]).toEqual([
        encoding,
        201,
        { id: expect.any(String), bytes: 10_008 },
      ]);
      const bomb = await postDocument(compress(JSON.stringify({ a: 'x'.repeat(2_000_000) })), {
        'content-encoding': encoding,
      });
      expect([encoding, bomb.status, await bomb.json()]).toEqual([
        encoding,
        413,
        { error: 'too_large', detail: expect.any(String) },
      ]);
    }
  });

  test.skipIf(process.platform !== 'linux')(
    'answers 507 to a raw ENOSPC (/dev/full, Linux only)',
    async () => {
      const { url, output } = await startService(name);
      const response = await fetch(`${url}/simulate/enospc`, { method: 'POST' });
      expect([response.status, await response.json()]).toEqual([
        507,
        expect.objectContaining({ error: 'insufficient_storage', reason: 'capacity' }),
      ]);
      await vi.waitFor(() => expect(output()).toMatch(/Storage exhausted: answered 507/), 20_000);
      // The body does not matter.
      for (const type of ['application/json', 'text/plain', 'text', ';;', 'multipart/form-data']) {
        for (const body of ['', '{', 'x'.repeat(2_000_000)]) {
          const headers = { 'content-type': type };
          expect((await fetch(`${url}/simulate/enospc`, { method: 'POST', headers, body })).status).toBe(507);
        }
      }
    },
  );
});
