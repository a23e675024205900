import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test, vi } from 'vitest';

import { type Guard, quota } from '../src/index.ts';
import { contentsOf, makeFolder } from './folder.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';

const MB = 1024 * 1024;
const BOUNDARY = 'boundary';

/** Settings of a service that accepts forms. */
export interface FormService {
  /** Every request belongs to the account `a`, and its body is metered. */
  readonly guard: Guard;
  /** The folder where files are stored, under the names that the client sends. */
  readonly folder: string;
  /** Larger files are rejected. */
  readonly maxFileBytes: number;
}

/** A framework, for the suite. */
export interface FormSubject {
  /**
   * Starts a service until the test ends and returns its origin. `POST /forms` stores the files of the field `files` and answers 201. Storage
   * errors get a 507 and others a status of 400 or more. `POST /forgets` receives the files, never commits them and answers 201.
   */
  readonly serve: (service: FormService) => Promise<string>;
  /** Why a route cannot forget to commit. The test is then skipped. */
  readonly neverForgets?: string;
  /** Why an error is answered only after the client has sent everything. The test is then skipped. */
  readonly answersLate?: string;
}

/** Declares the tests of storing forms: all files or none, and correct counts. */
export function describeForms(name: string, { serve, neverForgets, answersLate }: FormSubject): void {
  describe(name, () => {
    async function start(limit: number, folder = makeFolder(), maxFileBytes = Number.MAX_SAFE_INTEGER) {
      const guard = quota({ limit, usage: () => 0 });
      const origin = await serve({ guard, folder, maxFileBytes });
      const books = async () => {
        const { usedBytes, reservedBytes } = await guard.usage('a');
        return [usedBytes, reservedBytes];
      };
      return { origin, folder, books };
    }

    test('stores the files of a form, counts their bytes and replaces old versions', async () => {
      const { origin, folder, books } = await start(100_000);
      expect(await send(origin, [part('a', 'one'), part('b', 'four'), part('c', '')])).toBe(201);
      expect(contentsOf(folder)).toEqual({ a: 'one', b: 'four', c: '' });
      await vi.waitFor(async () => expect(await books()).toEqual([7, 0]), 20_000);
      expect(await send(origin, [part('a', 'x'.repeat(50_000)), part('b', 'y')])).toBe(201);
      expect(contentsOf(folder)).toEqual({ a: 'x'.repeat(50_000), b: 'y', c: '' });
      await vi.waitFor(async () => expect(await books()).toEqual([50_001, 0]), 20_000);
    });

    test('keeps none of three files when the quota is used up at the third', async () => {
      const { origin, folder, books } = await start(100_000);
      expect(await send(origin, [part('a', 'old')])).toBe(201);
      const large = 'x'.repeat(40_000);
      expect(await send(origin, [part('a', large), part('b', large), part('c', large)])).toBe(507);
      expect(contentsOf(folder)).toEqual({ a: 'old' });
      await vi.waitFor(async () => expect(await books()).toEqual([3, 0]), 20_000);
    });

    test.skipIf(whyNoVolume)(
      `keeps none of three files when the disk is full at the third${whyNoVolume ? ` (skipped: ${whyNoVolume})` : ''}`,
      async () => {
        const { origin, folder, books } = await start(100 * MB, mountSmallVolume('size=4m'));
        const large = 'x'.repeat(1.8 * MB);
        expect(await send(origin, [part('a', large), part('b', large), part('c', large)])).toBe(507);
        expect(readdirSync(folder)).toEqual([]);
        await vi.waitFor(async () => expect(await books()).toEqual([0, 0]), 20_000);
        expect(await send(origin, [part('a', large)])).toBe(201);
      },
    );

    test.each(['in the third file', 'between two files'])(
      'keeps no file of a client that goes away %s',
      async (when) => {
        const { origin, folder, books } = await start(10 * MB);
        const request = open(origin);
        request.write(part('a', 'one') + part('b', 'two'));
        if (when === 'in the third file') request.write(part('c', 'x'.repeat(100_000)).slice(0, -1000));
        const parts = when === 'in the third file' ? 3 : 1;
        await vi.waitFor(() => expect(readdirSync(folder).length).toBeGreaterThanOrEqual(parts), 20_000);
        await delay(50);
        request.destroy();
        await vi.waitFor(
          async () => expect([readdirSync(folder), await books()]).toEqual([[], [0, 0]]),
          20_000,
        );
      },
    );

    test('keeps no file of a form that ends early', async () => {
      const { origin, folder, books } = await start(10 * MB);
      const request = open(origin);
      const answered = once(request, 'response');
      request.end(part('a', 'one') + part('b', 'two').slice(0, -4));
      const [response] = (await answered) as [http.IncomingMessage];
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      await vi.waitFor(
        async () => expect([readdirSync(folder), await books()]).toEqual([[], [0, 0]]),
        20_000,
      );
    });

    test('keeps none of three files when the third is too large', async () => {
      const { origin, folder, books } = await start(10 * MB, undefined, 50_000);
      const status = await send(origin, [part('a', 'one'), part('b', 'two'), part('c', 'x'.repeat(60_000))]);
      expect(status).toBeGreaterThanOrEqual(400);
      await vi.waitFor(
        async () => expect([readdirSync(folder), await books()]).toEqual([[], [0, 0]]),
        20_000,
      );
    });

    test('keeps none of two files when the folder was deleted', async () => {
      const { origin, folder, books } = await start(10 * MB);
      rmSync(folder, { recursive: true });
      // Koa 2 answers ENOENT with 404.
      expect(await send(origin, [part('a', 'one'), part('b', 'two')])).toBeGreaterThanOrEqual(400);
      await vi.waitFor(async () => expect(await books()).toEqual([0, 0]), 20_000);
    });

    test.skipIf(answersLate)(
      `answers a client that still sends when the quota is used up${answersLate ? ` (skipped: ${answersLate})` : ''}`,
      async () => {
        const { origin, folder, books } = await start(100_000);
        writeFileSync(join(folder, 'a'), 'old');
        const request = open(origin);
        const answered = once(request, 'response');
        request.write(part('a', 'one') + part('b', 'x'.repeat(400_000)).slice(0, -10));
        // The client neither ends the request nor disconnects.
        const [response] = (await answered) as [http.IncomingMessage];
        expect(response.statusCode).toBe(507);
        request.destroy();
        expect(contentsOf(folder)).toEqual({ a: 'old' });
        await vi.waitFor(async () => expect(await books()).toEqual([0, 0]), 20_000);
      },
    );

    test.skipIf(neverForgets)(
      `discards files that the route forgets to commit, and does not count them${neverForgets ? ` (skipped: ${neverForgets})` : ''}`,
      async () => {
        const { origin, folder, books } = await start(100_000);
        expect(await send(origin, [part('a', 'one'), part('b', 'two')], '/forgets')).toBe(201);
        await vi.waitFor(
          async () => expect([readdirSync(folder), await books()]).toEqual([[], [0, 0]]),
          20_000,
        );
      },
    );
  });
}

function part(name: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
}

function open(origin: string, path = '/forms'): http.ClientRequest {
  const headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
  // Some tests abort the upload.
  return http.request(origin + path, { method: 'POST', headers, agent: false }).on('error', () => undefined);
}

async function send(origin: string, parts: string[], path?: string): Promise<number | undefined> {
  const request = open(origin, path);
  const answered = once(request, 'response');
  // With a length, so that room for the form is reserved before its body is read, if it fits.
  request.end(`${parts.join('')}--${BOUNDARY}--\r\n`);
  const [response] = (await answered) as [http.IncomingMessage];
  response.resume();
  return response.statusCode;
}
