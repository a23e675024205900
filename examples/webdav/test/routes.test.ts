import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

import { partsIn } from '../../store/test/service.ts';
import { openUpload, statusOf } from '../../store/test/upload.ts';
import { LOCK, setProperty, startDav, to } from './dav.ts';

test('stores, copies, moves, lists and removes files', async () => {
  const { request, dataDir } = await startDav();
  expect((await request('PUT', 'a%20b', { body: 'one' })).status).toBe(201);
  expect((await request('PUT', 'a%20b', { body: 'two' })).status).toBe(204);
  expect((await request('MKCOL', 'folder')).status).toBe(201);
  expect((await request('COPY', 'a%20b', to('folder/c'))).status).toBe(201);
  expect((await request('MOVE', 'a%20b', to('d'))).status).toBe(201);
  expect((await request('GET', 'a%20b')).status).toBe(404);
  expect(await (await request('GET', 'd')).text()).toBe('two');
  expect(await (await request('GET', 'folder/c')).text()).toBe('two');
  const list = await (await request('PROPFIND', '', { headers: { depth: '1' } })).text();
  expect([...list.matchAll(/<href>[^<]*\/dav\/([^<]*)<\/href>/g)].map(([, path]) => path).sort()).toEqual([
    '',
    'd',
    'folder/',
  ]);
  expect((await request('DELETE', 'folder')).status).toBe(204);
  expect(existsSync(join(dataDir, 'anonymous/folder'))).toBe(false);
  expect((await request('MKCOL', 'd/e')).status).toBe(403);
  expect((await request('PUT', 'none/e', { body: 'x' })).status).toBe(409);
});

test('POST to a collection stores a new member', async () => {
  const { request, url } = await startDav();
  await request('MKCOL', 'folder');
  const response = await request('POST', 'folder', { body: 'content' });
  const location = response.headers.get('location') ?? '';
  expect([response.status, location]).toEqual([201, expect.stringContaining(`${url}/dav/folder/`)]);
  expect(await (await fetch(location)).text()).toBe('content');
  await request('PUT', 'file', { body: 'x' });
  expect((await request('POST', 'file', { body: 'content' })).status).toBe(405);
});

test('properties and locks go with a copy or a move as RFC 4918 says', async () => {
  const { request } = await startDav();
  await request('PUT', 'a', { body: 'x' });
  await request('PROPPATCH', 'a', setProperty('purple'));
  const locked = await request('LOCK', 'a', LOCK);
  const token = locked.headers.get('lock-token') ?? '';
  expect((await request('PUT', 'a', { body: 'y' })).status).toBe(423);
  expect((await request('COPY', 'a', to('b'))).status).toBe(201);
  expect((await request('MOVE', 'a', to('c', { if: `(${token})` }))).status).toBe(201);
  for (const path of ['b', 'c']) {
    const properties = await (await request('PROPFIND', path, { headers: { depth: '0' } })).text();
    expect(properties).toContain('purple');
    expect((await request('PUT', path, { body: 'y' })).status).toBe(204);
  }
  // A copy without properties does not keep those of the file that it replaces.
  await request('PUT', 'd', { body: 'x' });
  await request('COPY', 'd', to('b'));
  expect(await (await request('PROPFIND', 'b', { headers: { depth: '0' } })).text()).not.toContain('purple');
});

test('each account has its own files, and a name of its own for Basic authentication', async () => {
  const { request } = await startDav();
  const ann = { authorization: `Basic ${Buffer.from('ann:any').toString('base64')}` };
  await request('PUT', 'a', { body: 'of ann', headers: ann });
  expect(await (await request('GET', 'a', { headers: { 'x-account': 'ann' } })).text()).toBe('of ann');
  expect((await request('GET', 'a')).status).toBe(404);
  expect((await request('GET', '../ann/a')).status).toBe(404);
  expect((await request('GET', '%2e%2e%2fann/a')).status).toBe(404);
  expect((await request('GET', 'a', { headers: { 'x-account': '../ann' } })).status).toBe(400);
});

test('keeps its own names to itself', async () => {
  const { request, output } = await startDav();
  await request('PUT', 'a', { body: 'x' });
  await request('PROPPATCH', 'a', setProperty('purple'));
  for (const name of ['a.nephelemeta', '.nephelemeta', '.http507-x.part']) {
    expect((await request('PUT', name, { body: 'x' })).status).toBe(403);
    expect((await request('GET', name)).status).toBe(403);
  }
  expect((await request('GET', '%')).status).toBe(400);
  expect(output()).not.toContain('Error');
});

test('refuses XML that is too long or of unknown length', async () => {
  const { request } = await startDav();
  const headers = { 'content-type': 'application/xml' };
  const body = Buffer.alloc(2_000_000);
  expect((await request('PROPFIND', '', { headers, body })).status).toBe(413);
  expect((await request('PROPFIND', '', { headers, body: new Blob([body]).stream() })).status).toBe(411);
});

test('does not remove a collection while a member is being stored', async () => {
  const { request, url, dataDir } = await startDav();
  await request('MKCOL', 'folder');
  const upload = openUpload(`${url}/dav/folder/a`, { 'content-length': 6 });
  const status = statusOf(upload);
  upload.write('abc');
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  expect((await request('DELETE', 'folder')).status).toBe(423);
  upload.end('def');
  expect(await status).toBe(201);
  expect((await request('DELETE', 'folder')).status).toBe(204);
});

test('leaves no part when it is killed during an upload and started again', async () => {
  const { request, url, dataDir, stop } = await startDav();
  await request('PUT', 'a', { body: 'old version' });
  openUpload(`${url}/dav/a`, { 'content-length': 6 }).write('abc');
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  await stop('SIGKILL');
  const second = await startDav({ DATA_DIR: dataDir });
  expect(await partsIn(dataDir)).toEqual([]);
  expect(await (await second.request('GET', 'a')).text()).toBe('old version');
});

test('answers /health, and 404 elsewhere', async () => {
  const { url } = await startDav();
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${url}/files`)).status).toBe(404);
});
