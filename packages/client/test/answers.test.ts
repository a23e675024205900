import { readdirSync, readFileSync } from 'node:fs';
import { insufficientStorage } from '@http507/client';
import { createResponder, StorageExhaustedError, type StorageFacts } from '@http507/core';
import { createApplyProfile, type ProfileName } from '@http507/core/profiles';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseInsufficientStorage } from '../src/parse-insufficient-storage.ts';
import { readFixture } from './read-fixture.ts';

const MEDIA_TYPES = ['application/json', 'application/problem+json', 'text/html', 'text/plain'];
const PROFILES: (ProfileName | undefined)[] = [undefined, 'webdav', 's3', 'git-lfs', 'tus'];

/** The answer of http507 itself, as a client gets it. */
function answer(options: StorageFacts, accept: string, profile?: ProfileName): Response {
  const responder = createResponder(
    { requestId: () => '9f0c' },
    { applyProfile: profile && createApplyProfile(profile) },
  );
  const facts = { method: 'PUT', accept, request: undefined };
  const event = responder.describe(new StorageExhaustedError(options), facts);
  const { status, headers, fullBody } = responder.reply(event, facts);
  return new Response(fullBody, { status, headers });
}

describe.each(PROFILES)('with the profile %s', (profile) => {
  describe.each(MEDIA_TYPES)('as %s', (accept) => {
    test('a used-up quota', async () => {
      const error = await insufficientStorage(
        answer({ reason: 'quota', usage: { usedBytes: 11, quotaBytes: 10 } }, accept, profile),
      );
      expect(error).toMatchObject({
        reason: 'quota',
        temporary: false,
        requestId: '9f0c',
        detail: expect.stringMatching(/^The storage allotted to this account is used up\./),
        obstacle: 'quota',
        mayRetry: false,
      });
      // These two have no place for figures of their own, but the sentence.
      expect(error).toMatchObject({ usedBytes: 11, quotaBytes: 10 });
    });

    test('no room', async () => {
      const error = await insufficientStorage(answer({ retryAfter: 120 }, accept, profile));
      expect(error).toMatchObject({ temporary: true, requestId: '9f0c', mayRetry: true });
      expect(error?.reason).toBe(profile === 'git-lfs' ? undefined : 'capacity');
      expect(error?.retryAfter?.seconds).toBe(120);
      expect(error?.retryAfter?.date.getTime()).toBeGreaterThan(Date.now() + 110_000);
      expect(error?.detail).toMatch(/^The server has no room to store this right now\./);
      expect(error).not.toHaveProperty('usedBytes');
    });

    test('no room for a script that may not see the headers', () => {
      const hidden = answer({ retryAfter: 7 }, accept, profile);
      return hidden.text().then((body) => {
        const error = parseInsufficientStorage({ headers: () => null, body, now: 0 });
        expect(error.retryAfter).toEqual({ seconds: 7, date: new Date(7000) });
      });
    });
  });
});

test.each(MEDIA_TYPES)('a lasting shortage as %s', async (accept) => {
  const error = await insufficientStorage(answer({ temporary: false }, accept));
  expect(error).toMatchObject({ reason: 'capacity', temporary: false, obstacle: 'lasting', mayRetry: false });
});

test('whatever the server says in JSON, the client reads', () => {
  const usage = fc.record({
    usedBytes: fc.integer({ min: 0, max: 1e14 }),
    quotaBytes: fc.integer({ min: 0, max: 1e14 }),
  });
  const options = fc.record(
    {
      reason: fc.constantFrom('capacity' as const, 'quota' as const),
      temporary: fc.boolean(),
      retryAfter: fc.integer({ min: 0, max: 1e8 }),
      usage,
    },
    { requiredKeys: ['reason'] },
  );
  return fc.assert(
    fc.asyncProperty(options, fc.constantFrom(...MEDIA_TYPES), async (given, accept) => {
      const sent = new StorageExhaustedError(given);
      const read = await insufficientStorage(answer(given, accept));
      expect(read?.reason).toBe(sent.reason);
      expect(read?.temporary).toBe(sent.temporary);
      expect(read?.retryAfter?.seconds).toBe(sent.retryAfter);
      expect(read?.usedBytes).toBe(sent.usage?.usedBytes);
      expect(read?.quotaBytes).toBe(sent.usage?.quotaBytes);
    }),
  );
});

describe('other servers', () => {
  const expected: Record<string, object | undefined> = {
    'apache-2.4.71-mod-dav.http': {
      temporary: true,
      detail:
        'The method could not be performed on the resource because the server is unable to store the representation needed to successfully complete the request. There is insufficient free space left in your storage allocation.',
    },
    'nginx-1.22.1-dav.http': { temporary: true },
    'sabre-dav-1.8.12.http': {
      temporary: true,
      detail: 'Insufficient space in /Privat/GOPR5079 & others.JPG, 5255006 required, 3350118 available',
    },
    'minio-2018.http': {
      reason: 'capacity',
      temporary: true,
      requestId: '3L137',
      detail:
        'Storage backend has reached its minimum free disk threshold. Please delete a few objects to proceed.',
    },
    'minio-2021.http': {
      reason: 'capacity',
      temporary: true,
      requestId: '16695504FE243FD8',
      detail:
        'Storage backend has reached its minimum free disk threshold. Please delete a few objects to proceed.',
    },
    'ceph-rgw-quota.http': undefined,
    'git-lfs-batch.http': {
      temporary: true,
      requestId: '123',
      detail: 'The server has insufficient storage capacity to complete the request.',
    },
    'restic-rest-server.http': { temporary: true },
    'onedrive-2015.http': { temporary: true, detail: 'Insufficient Space Available' },
    'problem-json.http': {
      reason: 'quota',
      temporary: true,
      retryAfter: { seconds: 30, date: expect.any(Date) },
      detail: 'Your plan allows 5 GB.',
      obstacle: 'quota',
    },
  };

  test.each(Object.entries(expected))('%s', async (name, facts) => {
    const error = await insufficientStorage(readFixture(name));
    expect(error && { ...error }).toEqual(facts);
  });

  test('the body of Ceph, which answers 403', async () => {
    const response = readFixture('ceph-rgw-quota.http');
    const body = await response.text();
    const error = parseInsufficientStorage({ headers: () => null, body, now: 0 });
    expect(error).toMatchObject({
      reason: 'quota',
      requestId: 'tx000000000000000000a1b-0065f0c0de-10e9-default',
      mayRetry: false,
    });
    expect(error).not.toHaveProperty('detail');
  });

  test('every answer has a source', () => {
    const folder = new URL('fixtures/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.http'));
    const page = readFileSync(new URL('README.md', folder), 'utf8');
    expect(files.sort()).toEqual(Object.keys(expected).sort());
    expect([...page.matchAll(/^\| `(.*?)`/gm)].map(([, name]) => name).sort()).toEqual(files.sort());
  });
});

test('a response with another status is none, and stays unread', async () => {
  for (const status of [200, 201, 413, 429, 500, 503]) {
    const response = new Response('{"reason":"quota"}', { status });
    expect(await insufficientStorage(response)).toBeUndefined();
    expect(response.bodyUsed).toBe(false);
  }
});
