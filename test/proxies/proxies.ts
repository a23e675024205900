import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A proxy, and how to start it. */
export interface ProxyKind {
  readonly name: string;
  readonly command: string;
  /** The Debian package. */
  readonly package: string;
  readonly installed: boolean;
  /** Its configuration in docs/proxies. */
  readonly configuration: string;
  /** A configuration with only the service's address. */
  readonly plain: string;
  /** Adapts a configuration so that it runs in a temporary folder. */
  readonly settle: (configuration: string, folder: string) => string;
  readonly args: (file: string, folder: string, port: number) => readonly string[];
}

const read = (file: string): string =>
  readFileSync(new URL(`../../docs/proxies/${file}`, import.meta.url), 'utf8');

const isInstalled = (command: string, flag: string): boolean => spawnSync(command, [flag]).status === 0;

const nginx: ProxyKind = {
  name: 'nginx',
  command: 'nginx',
  package: 'nginx-light',
  installed: isInstalled('nginx', '-v'),
  configuration: read('nginx.conf'),
  plain: `events {}
http {
  client_max_body_size 0;
  server {
    listen 8080;
    location / { proxy_pass http://127.0.0.1:3000; }
  }
}
`,
  settle: (configuration, folder) =>
    configuration
      .replace('listen 8080', 'listen 127.0.0.1:8080')
      .replace(
        'http {',
        `http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;`,
      ),
  args: (file, folder) => [
    ...['-p', folder, '-c', file],
    ...['-g', `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;`],
  ],
};

const apacheConfiguration = read('apache.conf');

const apache: ProxyKind = {
  name: 'Apache httpd',
  command: 'apache2',
  package: 'apache2-bin',
  installed: isInstalled('apache2', '-v'),
  configuration: apacheConfiguration,
  plain: `${apacheConfiguration.slice(0, apacheConfiguration.indexOf('Listen '))}Listen 8080
ProxyPass "/" "http://127.0.0.1:3000/"
`,
  settle: (configuration) => configuration.replace('Listen 8080', 'Listen 127.0.0.1:8080'),
  args: (file, folder) => [
    ...['-D', 'FOREGROUND', '-d', folder, '-f', file],
    ...['-c', `PidFile ${folder}/pid`, '-c', `ErrorLog ${folder}/error.log`],
  ],
};

const haproxy: ProxyKind = {
  name: 'haproxy',
  command: 'haproxy',
  package: 'haproxy',
  installed: isInstalled('haproxy', '-v'),
  configuration: read('haproxy.cfg'),
  plain: `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend public
  bind :8080
  default_backend service
backend service
  server one 127.0.0.1:3000
`,
  settle: (configuration) => configuration.replace('bind :8080', 'bind 127.0.0.1:8080'),
  args: (file) => ['-db', '-f', file],
};

const varnish: ProxyKind = {
  name: 'Varnish',
  command: 'varnishd',
  package: 'varnish',
  installed: isInstalled('varnishd', '-V'),
  configuration: read('varnish.vcl'),
  plain: 'vcl 4.1;\nbackend service { .host = "127.0.0.1"; .port = "3000"; }\n',
  settle: (configuration) => configuration,
  args: (file, folder, port) => [
    ...['-F', '-j', 'none', '-n', `${folder}/varnish`, '-s', 'malloc,64m'],
    ...['-a', `127.0.0.1:${port}`, '-f', file],
  ],
};

/** The proxies that are tested, by the names of their configurations. */
export const PROXIES = { nginx, apache, haproxy, varnish };
