import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { curlUpload } from '../../packages/conformance/src/clients/curl.ts';
import { sendRaw } from '../../packages/conformance/src/clients/send-raw.ts';
import { type Backend, startBackend, UPLOAD } from './backend.ts';
import { findingsOf } from './findings-of.ts';
import { PROXIES, type ProxyKind } from './proxies.ts';
import { byStatus, repeat } from './repeat.ts';
import { skipReason } from './skip-reason.ts';
import { startProxy } from './start-proxy.ts';

/** A change to a configuration of docs/proxies, and its effect. */
interface Setting {
  readonly kind: ProxyKind;
  readonly setting: string;
  readonly change: (configuration: string) => string;
  /** How many of 20 refused uploads get their 507. Default: all. */
  readonly delivered?: number;
  /** The status of an upload that fits, after those. Default: 201. */
  readonly small?: number;
  /** How many of 20 refused uploads, and of two GETs that get a 507, reach the service. Default: all. */
  readonly uploads?: number;
  readonly gets?: number;
  /** Whether the proxy replaces the body of the 507. */
  readonly replaced?: true;
  /** The finding of `http507 doctor`. None for a setting that does no harm. */
  readonly finding?: string;
}

const { nginx, apache, haproxy, varnish } = PROXIES;

const modules = (names: readonly string[]): string =>
  names.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join('');

/** A cache for everything that may be cached, for 60 s by default. */
const APACHE_CACHE = `
${modules(['socache_shmcb', 'cache', 'cache_socache'])}
CacheEnable socache "/"
CacheSocache shmcb
CacheDefaultExpire 60
`;

const BALANCER = `${modules(['slotmem_shm', 'proxy_balancer', 'lbmethod_byrequests'])}
<Proxy "balancer://service">
  BalancerMember "http://127.0.0.1:3000" ping=30
  ProxySet failonstatus=507 forcerecovery=Off
</Proxy>
ProxyPass "/" "balancer://service/"
`;

const SETTINGS: readonly Setting[] = [
  {
    kind: nginx,
    setting: 'a second server in the group is not tried',
    change: (text) => text.replace(/server 127.*;/, '$& $&'),
  },
  {
    kind: nginx,
    setting: 'a cache for every status obeys no-store',
    change: (text) =>
      text
        .replace('http {', 'http { proxy_cache_path cache keys_zone=all:1m;')
        .replace('location / {', 'location / { proxy_cache all; proxy_cache_valid any 1m;'),
  },
  {
    kind: nginx,
    setting: 'proxy_ignore_headers Cache-Control in such a cache gives one 507 to everyone',
    change: (text) =>
      text
        .replace('http {', 'http { proxy_cache_path cache keys_zone=all:1m;')
        .replace(
          'location / {',
          'location / { proxy_cache all; proxy_cache_valid any 1m; proxy_ignore_headers Cache-Control Vary;',
        ),
    gets: 1,
    finding: 'nginx.cache-ignores-no-store',
  },
  {
    kind: nginx,
    setting: 'proxy_intercept_errors with an error_page replaces the body',
    change: (text) =>
      text
        .replace('proxy_intercept_errors off', 'proxy_intercept_errors on')
        .replace('listen 8080;', 'listen 8080; error_page 507 @full; location @full { return 507 full; }'),
    replaced: true,
    finding: 'nginx.intercept-errors',
  },
  {
    kind: apache,
    setting: 'mod_cache obeys no-store',
    change: (text) => text + APACHE_CACHE,
  },
  {
    kind: apache,
    setting: 'ProxyErrorOverride On replaces the body',
    change: (text) => text.replace('ProxyErrorOverride Off', 'ProxyErrorOverride On'),
    replaced: true,
    finding: 'apache.error-override',
  },
  {
    kind: apache,
    setting: 'failonstatus=507 with forcerecovery=Off takes the service out for everyone',
    change: (text) => text.replace(/^ProxyPass .*$/m, BALANCER),
    delivered: 1,
    uploads: 1,
    gets: 0,
    small: 503,
    finding: 'apache.fail-on-status',
  },
  {
    kind: haproxy,
    setting: 'retry-on all-retryable-errors does not retry a 507',
    change: (text) => text.replace('retry-on conn-failure', 'retry-on all-retryable-errors'),
  },
  {
    kind: haproxy,
    setting: 'observe layer7 takes the service out for everyone',
    change: (text) => text.replace('observe layer4 error-limit 10', 'inter 1m observe layer7 error-limit 2'),
    delivered: 2,
    uploads: 2,
    gets: 0,
    small: 503,
    finding: 'haproxy.observe-layer7',
  },
  {
    kind: varnish,
    setting: 'beresp.ttl for every status gives one 507 to everyone',
    change: (text) =>
      text.replace(
        /sub vcl_backend_response \{.*?^\}/ms,
        'sub vcl_backend_response { set beresp.ttl = 1m; return (deliver); }',
      ),
    gets: 1,
    finding: 'varnish.ttl',
  },
  {
    kind: varnish,
    setting: 'beresp.ttl for every status after the rule for errors does no harm',
    change: (text) => `${text}\nsub vcl_backend_response { set beresp.ttl = 1m; return (deliver); }`,
  },
];

/** Settings that make a proxy answer `Expect: 100-continue`, which it otherwise leaves to the service. */
const ANSWERING = [
  {
    kind: haproxy,
    setting: 'option http-buffer-request',
    instead: 'no option http-buffer-request',
    findings: ['haproxy.buffer-request'],
  },
  {
    kind: apache,
    setting: 'Proxy100Continue Off',
    instead: 'Proxy100Continue On',
    findings: ['apache.no-ping', 'apache.proxy-100-continue'],
  },
];

const cases = SETTINGS.map((entry) => {
  const skip = skipReason(entry.kind);
  return {
    ...entry,
    skip,
    title: `${entry.kind.name}: ${entry.setting}${skip ? ` (skipped: ${skip})` : ''}`,
  };
});

describe('other settings', () => {
  let backend: Backend;

  beforeAll(async () => {
    const cleanUps: (() => Promise<void>)[] = [];
    backend = await startBackend('express', (cleanUp) => cleanUps.unshift(cleanUp));
    return async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    };
  });

  for (const { kind, change, skip, title, ...effect } of cases) {
    const { delivered = 20, small = 201, uploads = 20, gets = 2, replaced = false, finding } = effect;
    test.skipIf(skip)(title, async () => {
      const changed = change(kind.configuration);
      expect(changed).not.toBe(kind.configuration);
      expect(await findingsOf(changed)).toEqual(finding ? [finding] : []);
      const origin = await startProxy(kind, changed, backend.url, onTestFinished);
      const before = [await backend.count('PUT /files/big'), await backend.count('GET /status/507')];
      const answers = await repeat(
        20,
        `${origin}/files/big`,
        (url, size) => curlUpload(url, size, '--header', 'Expect:'),
        UPLOAD,
      );
      expect(byStatus(answers)['507']).toBe(delivered);
      expect(Object.keys(answers).includes(backend.answer)).toBe(!replaced);
      expect((await fetch(`${origin}/files/small`, { method: 'PUT', body: 'x' })).status).toBe(small);
      for (const _ of [1, 2]) await (await fetch(`${origin}/status/507`)).text();
      const after = [await backend.count('PUT /files/big'), await backend.count('GET /status/507')];
      expect(after.map((count, index) => count - Number(before[index]))).toEqual([uploads, gets]);
    });
  }

  for (const { kind, setting, instead, findings } of ANSWERING) {
    const skip = skipReason(kind);
    const title = `${kind.name}: ${setting} makes it answer 100 itself${skip ? ` (skipped: ${skip})` : ''}`;
    test.skipIf(skip)(title, async () => {
      const changed = kind.configuration.replace(instead, setting).replace(' ping=30', '');
      expect(await findingsOf(changed)).toEqual(findings);
      const origin = await startProxy(kind, changed, backend.url, onTestFinished);
      const head = `PUT /files/big HTTP/1.1\r\nHost: a\r\nContent-Length: ${UPLOAD}\r\nExpect: 100-continue\r\n\r\n`;
      expect(await sendRaw(Number(new URL(origin).port), head, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 100 /);
    });
  }
});
