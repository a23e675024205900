import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';

import type { ProfileOption } from '@http507/core/profiles';
import fc from 'fast-check';

import { request } from '../clients/request.ts';
import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { GOLDEN_CAPACITY, type Golden } from '../golden.ts';
import { CAPACITY_DOCUMENT, goldenProfile, PROFILES, QUOTA_DOCUMENT } from '../golden-profile.ts';
import { CANARY, hostileError } from '../hostile-error.ts';
import { CAPACITY, profileScenario, QUOTA } from '../profile-scenario.ts';
import { significantHeaders } from '../significant-headers.ts';
import type { Subject } from '../subject.ts';
import { type Address, withServer } from '../with-server.ts';

type Name = keyof typeof PROFILES;
const NAMES = Object.keys(PROFILES) as Name[];
const DEFAULT = GOLDEN_CAPACITY['application/json'] as Golden;

/** The option `profile` by name and by a function of the request. */
export const profileCases: readonly ConformanceCase[] = [
  ...NAMES.map((name) => ({
    id: `profile.bytes.${name}`,
    must: `MUST send exactly the headers and the body of the profile ${name}`,
    async check(subject: Subject) {
      const profile = PROFILES[name];
      await withServer(subject, profileScenario(name, CAPACITY), (address) =>
        expectAnswer(address, goldenProfile(profile, CAPACITY_DOCUMENT)),
      );
      await withServer(subject, profileScenario(name, QUOTA), (address) =>
        expectAnswer(address, goldenProfile(profile, QUOTA_DOCUMENT)),
      );
    },
  })),
  {
    id: 'profile.accept',
    must: 'MUST apply Accept only to the media types of the profile',
    check: (subject) =>
      withEachProfile(subject, async (name, address) => {
        const profile = PROFILES[name];
        const [first] = profile.mediaTypes;
        const wanted = Object.fromEntries(profile.mediaTypes.map((type) => [type, type]));
        for (const [accept, type] of Object.entries({ '*/*': first, 'image/png': first, ...wanted })) {
          const golden = goldenProfile(profile, CAPACITY_DOCUMENT, type);
          await expectAnswer(address, golden, { headers: { Accept: accept } });
        }
      }),
  },
  {
    id: 'profile.head',
    must: 'MUST answer HEAD with the headers of the profile and no body',
    check: (subject) =>
      withEachProfile(subject, (name, address) => {
        const { headers } = goldenProfile(PROFILES[name], CAPACITY_DOCUMENT);
        return expectAnswer(address, { headers, body: '' }, { method: 'HEAD' });
      }),
  },
  {
    id: 'profile.function',
    must: "MUST call a profile function with the framework's request",
    async check(subject) {
      const profile: ProfileOption = (framework) =>
        String((framework as { url: unknown }).url).endsWith('/dav') ? 'webdav' : undefined;
      await withServer(subject, profileScenario(profile), async ({ origin, port }) => {
        const dav = { origin: `${origin}/dav`, port };
        await expectAnswer(dav, goldenProfile(PROFILES.webdav, CAPACITY_DOCUMENT));
        await expectAnswer({ origin: `${origin}/files`, port }, DEFAULT);
      });
    },
  },
  {
    id: 'profile.function-fails',
    must: 'MUST send the default reply if the function throws, rejects or returns no profile',
    async check(subject) {
      const functions: (() => unknown)[] = [
        () => {
          throw new Error('the function fails');
        },
        () => Promise.reject(new Error('the function rejects')),
        () => 'unheard-of',
        () => ({}),
        () => null,
      ];
      for (const profile of functions) {
        await withServer(subject, profileScenario(profile as ProfileOption), (address) =>
          expectAnswer(address, DEFAULT),
        );
      }
    },
  },
  {
    id: 'profile.bad-option',
    must: 'MUST reject an unknown profile when the adapter is created, with a TypeError that names the option',
    async check(subject) {
      const render = (): string => '';
      const bad = [
        'unheard-of',
        'toString',
        '',
        5,
        null,
        {},
        { mediaTypes: [], render },
        { mediaTypes: ['text/plain'] },
      ];
      for (const profile of bad) {
        await assert.rejects(
          async () => subject.createServer(profileScenario(profile as ProfileOption)),
          (error) => error instanceof TypeError && error.message.startsWith('options.profile '),
        );
      }
    },
  },
  {
    id: 'profile.enospc',
    must: "MUST answer the kernel's own ENOSPC in the words of the profile",
    needs: '/dev/full',
    async check(subject) {
      const { retryAfter: _, ...document } = CAPACITY_DOCUMENT;
      for (const name of NAMES) {
        const { options } = profileScenario(name);
        const route = (): Promise<void> => writeFile('/dev/full', 'x');
        await withServer(subject, { ...(options && { options }), route }, (address) =>
          expectAnswer(address, goldenProfile(PROFILES[name], document)),
        );
      }
    },
  },
  {
    id: 'profile.foreign',
    must: 'MUST pass every error that is not about storage on, the very same value',
    async check(subject) {
      for (const name of NAMES) {
        const error = Object.assign(new Error('too large'), { code: 'EFBIG' });
        const passedOn: unknown[] = [];
        const scenario = {
          ...profileScenario(name),
          route: () => Promise.reject(error),
          onForeign: (thrown: unknown) => void passedOn.push(thrown),
        };
        await withServer(subject, scenario, async ({ origin }) => {
          assert.equal((await request(origin, { method: 'PUT' })).status, 500);
        });
        assert.equal(passedOn.length, 1);
        assert.ok(Object.is(passedOn[0], error));
      }
    },
  },
  {
    id: 'profile.leaks',
    must: 'MUST let out nothing of what the error holds',
    async check(subject) {
      let current: unknown;
      const route = (): never => {
        throw current;
      };
      for (const profile of NAMES) {
        await withServer(subject, { route, options: { logger: false, profile } }, ({ port }) =>
          fc.assert(
            fc.asyncProperty(hostileError, async (error) => {
              current = error;
              const answer = await sendRaw(port, 'PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
              assert.match(answer, /^HTTP\/1\.1 507 Insufficient Storage\r\n/);
              assert.equal(answer.toLowerCase().includes(CANARY.toLowerCase()), false, answer);
            }),
            { numRuns: 50 },
          ),
        );
      }
    },
  },
];

async function withEachProfile(
  subject: Subject,
  use: (name: Name, address: Address) => Promise<void>,
): Promise<void> {
  for (const name of NAMES) {
    await withServer(subject, profileScenario(name), (address) => use(name, address));
  }
}

async function expectAnswer(
  { origin }: Address,
  golden: Golden,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<void> {
  const { status, headers, body } = await request(origin, { method: 'PUT', ...options });
  assert.equal(status, 507);
  assert.equal(body, golden.body);
  assert.deepEqual(significantHeaders(headers), golden.headers);
}
