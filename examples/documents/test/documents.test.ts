import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createSmallDatabase } from './full-tablespace.ts';

const database = await createSmallDatabase();
const hasDatabase = typeof database !== 'string';
if (!hasDatabase && process.env.HTTP507_REQUIRE_SERVICES === '1') throw new Error(database);

const stores = hasDatabase ? ['sqlite', 'postgresql'] : ['sqlite'];
// Random, so that PostgreSQL cannot compress it.
const DOCUMENT = JSON.stringify({
  text: Array.from({ length: 20_000 }, () => Math.random().toString(36)).join(''),
});

let origin = '';
const service = spawn(process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))], {
  env: {
    ...process.env,
    PORT: '0',
    CAPACITY_BYTES: '2000000',
    DATABASE_URL: hasDatabase ? database.url : '',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});

beforeAll(async () => {
  for await (const line of createInterface(service.stdout)) {
    origin = /listening on (\S+)/.exec(line)?.[1] ?? '';
    if (origin) return;
  }
  throw new Error('the service has ended');
});

afterAll(async () => {
  try {
    const exit = once(service, 'exit');
    // False if it has exited already, so that no event will come.
    expect(service.kill('SIGTERM')).toBe(true);
    expect(await exit).toEqual([0, null]);
  } finally {
    if (hasDatabase) await database.drop();
  }
});

function put(store: string, id: number | string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`${origin}/${store}/${id}`, { method: 'PUT', headers, body: DOCUMENT });
}

describe.each(stores)('%s', (store) => {
  test('answers 507 when it is full, keeps its documents and accepts more when there is room again', async () => {
    let id = 0;
    let response = await put(store, id);
    expect(response.status).toBe(201);
    while (response.status === 201) {
      id += 1;
      response = await put(store, id);
    }
    expect(response.status).toBe(507);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      error: 'insufficient_storage',
      reason: 'capacity',
      status: 507,
    });
    expect(text).not.toMatch(/full|sqlite|extend|insert|documents/i);
    expect(await (await fetch(`${origin}/${store}/0`)).text()).toBe(DOCUMENT);
    expect((await fetch(`${origin}/${store}/${id}`)).status).toBe(404);
    if (store === 'sqlite') {
      expect((await fetch(`${origin}/${store}/0`, { method: 'DELETE' })).status).toBe(204);
      expect((await put(store, 'again')).status).toBe(201);
    }
  });

  test('answers errors that are not about storage as before', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${origin}/${store}/x`, { method: 'PUT', headers, body: '{' });
    expect(response.status).toBe(400);
  });
});

if (!hasDatabase) test.skip(`PostgreSQL answers 507 when it is full (skipped: ${database})`);
