import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { diagnose } from '../src/doctor/diagnose.ts';
import { DoctorError } from '../src/doctor/doctor-error.ts';
import { SERVERS } from '../src/doctor/servers.ts';

const MAIN = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));
const proxy = (name: string): string =>
  fileURLToPath(new URL(`../../../docs/proxies/${name}`, import.meta.url));

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'http507-doctor-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function fileOf(text: string): Promise<string> {
  const file = join(await folder(), 'configuration');
  await writeFile(file, text);
  return file;
}

/** Returns the ids of the findings, each with the lines. */
async function findingsOf(text: string): Promise<string[]> {
  const { findings } = diagnose(await fileOf(text));
  return findings.map(({ id, places }) => `${id} ${places.map(({ line }) => line).join(',')}`);
}

test.each([
  ['nginx.conf', 'nginx'],
  ['apache.conf', 'Apache httpd'],
  ['haproxy.cfg', 'haproxy'],
  ['varnish.vcl', 'Varnish'],
])('finds nothing in docs/proxies/%s', (name, server) => {
  expect(diagnose(proxy(name))).toMatchObject({ server, findings: [] });
});

describe('nginx', () => {
  const fine = 'proxy_request_buffering off; client_max_body_size 0;';

  test('finds the setting of the innermost block', async () => {
    const text = `server {
  proxy_intercept_errors on;
  error_page 500 507 /full.html;
  ${fine}
  location / { proxy_pass http://a; }
  location /raw { proxy_intercept_errors off; proxy_pass http://a; }
  location /own { error_page 404 /none.html; proxy_pass http://a; }
}`;
    expect(await findingsOf(text)).toEqual(['nginx.intercept-errors 2']);
  });

  test('knows the defaults of nginx', async () => {
    expect(await findingsOf('location / {\n  proxy_pass http://a;\n}')).toEqual([
      'nginx.request-buffering 2',
      'nginx.body-size 2',
    ]);
    expect(await findingsOf('location / {\n  return 204;\n}')).toEqual([]);
  });

  test('finds a cache that ignores no-store, unless nothing is kept', async () => {
    const cache = 'proxy_cache all; proxy_ignore_headers Vary cache-control;';
    const location = (more: string): string => `location / { ${fine} ${more} proxy_pass http://a; }`;
    expect(await findingsOf(location(`${cache} proxy_cache_valid 200 1m;`))).toEqual([]);
    expect(await findingsOf(location(`${cache} proxy_cache_valid any 1m;`))).toEqual([
      'nginx.cache-ignores-no-store 1',
    ]);
    expect(await findingsOf(location(`${cache} proxy_cache off; proxy_cache_valid any 1m;`))).toEqual([]);
  });

  test('is not misled by comments, strings and braces in them', async () => {
    const text = `location / { # } proxy_cache
  add_header X "}; {"; set $a '\${b}';
  ${fine} proxy_pass http://\${host}:80;
}`;
    expect(await findingsOf(text)).toEqual([]);
  });

  test('reads included files, once each even if they include themselves', async () => {
    const path = await folder();
    await mkdir(join(path, 'sites'));
    await writeFile(join(path, 'nginx.conf'), `http { ${fine} include sites/*.conf; include missing.conf; }`);
    await writeFile(
      join(path, 'sites/a.conf'),
      'server { proxy_intercept_errors on; error_page 507 /a;\ninclude b; }',
    );
    await writeFile(join(path, 'sites/ignored'), 'server {');
    await writeFile(join(path, 'b'), 'location / { proxy_pass http://a; }');
    const { findings } = diagnose(join(path, 'nginx.conf'));
    expect(findings.map(({ id }) => id)).toEqual(['nginx.intercept-errors']);
    expect(findings[0]?.places).toEqual([
      { file: join(path, 'sites/a.conf'), line: 1, text: 'proxy_intercept_errors on' },
    ]);
    await writeFile(join(path, 'b'), 'include b;');
    expect(diagnose(join(path, 'nginx.conf')).findings).toEqual([]);
  });
});

describe('Apache httpd', () => {
  test('finds its settings in any case, in sections and continued lines', async () => {
    const text = `Listen 80
<Proxy "balancer://a">
  BalancerMember http://b \\
    failonstatus=500,507
</Proxy>
ProxyPass / balancer://a/
PROXYERROROVERRIDE on
ProxyErrorOverride On 404
# Proxy100Continue Off`;
    expect(await findingsOf(text)).toEqual([
      'apache.error-override 7',
      'apache.fail-on-status 3',
      'apache.no-ping 3',
    ]);
  });
});

describe('haproxy', () => {
  test('finds its settings, also among the defaults', async () => {
    const text = `defaults
  default-server check observe layer7
backend a
  # option http-buffer-request
  option http-buffer-request # for all
  server a 127.0.0.1:80 observe layer4`;
    expect(await findingsOf(text)).toEqual(['haproxy.observe-layer7 2', 'haproxy.buffer-request 5']);
  });
});

describe('Varnish', () => {
  test('finds a missing pipe and a lifetime for errors', async () => {
    const text = `vcl 4.1;
sub vcl_recv { # return (pipe)
}
sub vcl_backend_response {
  if (beresp.http.x == "{") { set beresp.ttl = 0s; }
  set beresp.ttl = 1m;
}`;
    expect(await findingsOf(text)).toEqual(['varnish.no-pipe 2', 'varnish.ttl 6']);
  });
});

test.each([
  ['', /is not a configuration of nginx, Apache httpd, haproxy or Varnish$/],
  ['hello\n', /is not a configuration/],
  ['server { location / {', /: a block does not end$/],
  ['server { } }', /:1: unexpected "}"$/],
  ['<Proxy a>\nListen 80', /: <Proxy> does not end$/],
  ['Listen 80\n</Proxy>', /:2: unexpected <\/Proxy>$/],
])('rejects %j with a clear message', async (text, message) => {
  const file = await fileOf(text);
  expect(() => diagnose(file)).toThrow(DoctorError);
  expect(() => diagnose(file)).toThrow(message);
});

test('rejects a file that does not exist', () => {
  expect(() => diagnose('/nonexistent')).toThrow(/^\/nonexistent cannot be read: ENOENT$/);
});

test('every id is used once', () => {
  const ids = SERVERS.flatMap(({ rules }) => rules.map(({ id }) => id));
  expect(ids).toEqual([...new Set(ids)]);
});

describe('the command', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, 'doctor', ...args], { encoding: 'utf8' });

  test('exits with 0, 1 or 2', async () => {
    const bad = await fileOf('backend a\n  option http-buffer-request\n');
    const found = run(bad);
    expect([found.status, found.stderr]).toEqual([1, '']);
    expect(found.stdout).toContain(`${bad}:2: option http-buffer-request\n  Mend: `);
    expect(run('/nonexistent')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'error: /nonexistent cannot be read: ENOENT\n',
    });
    expect(run(proxy('varnish.vcl')).stdout).toContain('No setting that loses, caches or replaces a 507.');
  });

  test('prints JSON', async () => {
    const [diagnosis] = JSON.parse(run(await fileOf('vcl 4.1;\nsub vcl_recv {}'), '--json').stdout);
    expect(diagnosis).toMatchObject({
      server: 'Varnish',
      findings: [{ id: 'varnish.no-pipe', severity: 'error' }],
    });
    expect(JSON.parse(run('/nonexistent', '--json').stdout)).toEqual({
      error: '/nonexistent cannot be read: ENOENT',
    });
  });

  const haproxy = spawnSync('/usr/sbin/haproxy', ['-v']).status === 0;
  test.skipIf(!haproxy)(
    `shows what the server's own checker rejects${haproxy ? '' : ' (skipped: haproxy is not installed)'}`,
    async () => {
      const { status, stdout } = run(await fileOf('backend a\n  nonsense\n'));
      expect(status).toBe(1);
      expect(stdout).toMatch(/^rejected by haproxy -c -f \S+: /m);
    },
  );
});
