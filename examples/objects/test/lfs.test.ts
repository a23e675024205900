import { createHash } from 'node:crypto';

import { describe, expect, test, vi } from 'vitest';

import { partsIn, startService } from '../../store/test/service.ts';
import { shareService } from './share-service.ts';

const MEDIA_TYPE = 'application/vnd.git-lfs+json';
const SENTENCE = 'The storage allotted to this account is used up.';

interface LfsObject {
  readonly oid: string;
  readonly size: number;
}

function objectOf(content: Buffer): LfsObject {
  return { oid: createHash('sha256').update(content).digest('hex'), size: content.byteLength };
}

async function post(url: string, body: unknown): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE },
    body: JSON.stringify(body),
  });
}

async function batch(url: string, operation: string, objects: readonly object[]): Promise<unknown> {
  const response = await post(`${url}/lfs/objects/batch`, { operation, objects, transfers: ['basic'] });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    `${MEDIA_TYPE}; charset=utf-8`,
  ]);
  return await response.json();
}

async function put(url: string, { oid }: LfsObject, content: Buffer<ArrayBuffer>): Promise<Response> {
  return await fetch(`${url}/lfs/objects/${oid}`, { method: 'PUT', body: content });
}

const SMALL = Buffer.from('small content');
const LARGE = Buffer.alloc(3_000_000, 'a');

describe('a batch', () => {
  const service = shareService();

  test('says where to upload, and nothing for what is stored', async () => {
    const { url } = await startService('objects');
    const object = objectOf(SMALL);
    expect(await batch(url, 'upload', [object])).toEqual({
      transfer: 'basic',
      objects: [
        {
          ...object,
          actions: {
            upload: { href: `${url}/lfs/objects/${object.oid}` },
            verify: { href: `${url}/lfs/objects/verify` },
          },
        },
      ],
      hash_algo: 'sha256',
    });
    expect((await post(`${url}/lfs/objects/verify`, object)).status).toBe(404);
    expect((await put(url, object, SMALL)).status).toBe(200);
    expect((await post(`${url}/lfs/objects/verify`, object)).status).toBe(200);
    expect(await batch(url, 'upload', [object])).toMatchObject({ objects: [object] });
    expect(await (await fetch(`${url}/lfs/objects/${object.oid}`)).text()).toBe('small content');
  });

  test('says where to download, and 404 for what is not stored', async () => {
    const { url } = await startService('objects');
    const object = objectOf(SMALL);
    const other = objectOf(LARGE);
    await put(url, object, SMALL);
    expect(await batch(url, 'download', [object, other])).toMatchObject({
      objects: [
        { ...object, actions: { download: { href: `${url}/lfs/objects/${object.oid}` } } },
        { ...other, error: { code: 404, message: expect.any(String) } },
      ],
    });
  });

  test('asks for room for all objects together, and refuses each that does not fit', async () => {
    const { url, output } = await startService('objects', { QUOTA_BYTES: '5000000' });
    const objects = [3_000_000, 3_000_000, 2_000_000, 1].map((size, index) => ({
      oid: String(index).repeat(64),
      size,
    }));
    const error = { code: 507, message: `${SENTENCE} Used: 3000000 of 5000000 bytes.` };
    for (const _again of [1, 2]) {
      expect(await batch(url, 'upload', objects)).toMatchObject({
        objects: [
          { ...objects[0], actions: { upload: {} } },
          { ...objects[1], error },
          { ...objects[2], actions: { upload: {} } },
          { ...objects[3], error: { ...error, message: `${SENTENCE} Used: 5000000 of 5000000 bytes.` } },
        ],
      });
    }
    // The operator learns of it once, not for each object.
    await vi.waitFor(() => expect(output().match(/Storage exhausted/g)).toHaveLength(1), 20_000);
  });

  test('does not ask for room for what is stored, nor for a download', async () => {
    const { url } = await startService('objects', { QUOTA_BYTES: '3000000' });
    await put(url, objectOf(LARGE), LARGE);
    expect(await batch(url, 'upload', [objectOf(LARGE)])).toMatchObject({ objects: [objectOf(LARGE)] });
    const object = { oid: '0'.repeat(64), size: 3_000_000 };
    expect(await batch(url, 'download', [object])).toMatchObject({ objects: [{ error: { code: 404 } }] });
  });

  test.each<[string, unknown, number]>([
    ['no JSON object', null, 400],
    ['no operation', { objects: [] }, 422],
    ['no objects', { operation: 'upload' }, 422],
    ['an invalid oid', { operation: 'upload', objects: [{ oid: '../x', size: 1 }] }, 422],
    ['an invalid size', { operation: 'upload', objects: [{ oid: '0'.repeat(64), size: -1 }] }, 422],
    ['another hash', { operation: 'upload', objects: [], hash_algo: 'sha512' }, 409],
    ['too many objects', { operation: 'upload', objects: ['x'.repeat(2_000_000)] }, 413],
  ])('with %s is refused', async (_name, body, status) => {
    const { url } = service();
    const response = await post(`${url}/lfs/objects/batch`, body);
    expect([response.status, await response.json()]).toEqual([status, { message: expect.any(String) }]);
  });
});

describe('an upload', () => {
  test('is refused in the words of Git LFS when the room was taken after the batch', async () => {
    const { url } = await startService('objects', { QUOTA_BYTES: '5000000' });
    const other = Buffer.alloc(3_000_000, 'b');
    expect(await batch(url, 'upload', [objectOf(LARGE)])).toMatchObject({ objects: [{ actions: {} }] });
    expect((await put(url, objectOf(other), other)).status).toBe(200);
    const refused = await put(url, objectOf(LARGE), LARGE);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      507,
      `${MEDIA_TYPE}; charset=utf-8`,
    ]);
    expect(await refused.json()).toEqual({
      message: `${SENTENCE} Used: 3000000 of 5000000 bytes.`,
      request_id: refused.headers.get('x-request-id'),
    });
    expect((await fetch(`${url}/lfs/objects/${objectOf(other).oid}`)).status).toBe(200);
  });

  test('of other content than the oid says stores nothing', async () => {
    const { url, dataDir } = await startService('objects');
    const refused = await put(url, objectOf(LARGE), SMALL);
    expect([refused.status, await refused.json()]).toEqual([400, { message: expect.any(String) }]);
    expect((await fetch(`${url}/lfs/objects/${objectOf(LARGE).oid}`)).status).toBe(404);
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test('under an invalid oid is refused', async () => {
    const { url } = await startService('objects');
    expect((await put(url, { oid: 'nope', size: 1 }, SMALL)).status).toBe(422);
  });
});
