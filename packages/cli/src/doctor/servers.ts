import { APACHE_RULES } from './apache-rules.ts';
import type { DoctorRule } from './doctor-rule.ts';
import { HAPROXY_RULES } from './haproxy-rules.ts';
import { NGINX_RULES } from './nginx-rules.ts';
import { parseApache } from './parse-apache.ts';
import { parseHaproxy } from './parse-haproxy.ts';
import { parseNginx } from './parse-nginx.ts';
import { parseVarnish } from './parse-varnish.ts';
import { resolveIncludes } from './resolve-includes.ts';
import { VARNISH_RULES } from './varnish-rules.ts';

/** A server whose configuration can be read. */
export interface Server {
  readonly name: string;
  /** Tells whether a text is a configuration of this server. */
  readonly isConfiguration: (text: string) => boolean;
  /** Tells whether a text is a whole configuration, which the server's own checker accepts. */
  readonly isWhole: (text: string) => boolean;
  /** The server's own checker: the commands that it may have, and its arguments. */
  readonly checker: {
    readonly commands: readonly string[];
    readonly args: (file: string) => readonly string[];
  };
  /** Returns the findings of a configuration. */
  readonly examine: (text: string, file: string) => Finding[];
  readonly rules: readonly DoctorRule<never>[];
}

/** A setting that a rule has found. */
export type Finding = Omit<DoctorRule<never>, 'find'> & {
  readonly places: ReturnType<DoctorRule<never>['find']>;
};

/** The servers, by what is typical of their configurations. */
export const SERVERS: readonly Server[] = [
  {
    name: 'Varnish',
    isConfiguration: (text) => /^\s*vcl\s+4\.\d\s*;/m.test(text) || /\bsub\s+vcl_\w+\s*\{/.test(text),
    isWhole: (text) => /^\s*vcl\s+4\.\d\s*;/m.test(text),
    checker: { commands: ['varnishd'], args: (file) => ['-C', '-f', file] },
    ...examinedBy(VARNISH_RULES, parseVarnish),
  },
  {
    name: 'haproxy',
    isConfiguration: (text) =>
      /^(?:defaults|frontend|backend|listen)\b/m.test(text) && !/[{}]\s*$/m.test(text),
    isWhole: () => true,
    checker: { commands: ['haproxy'], args: (file) => ['-c', '-f', file] },
    ...examinedBy(HAPROXY_RULES, parseHaproxy),
  },
  {
    name: 'Apache httpd',
    isConfiguration: (text) =>
      /^\s*(?:<\w+|LoadModule|ProxyPass|Proxy\w+|ServerName|Listen|Include)\b/im.test(text) &&
      !/;\s*$/m.test(text),
    isWhole: (text) => /^\s*LoadModule\b/im.test(text),
    checker: { commands: ['apache2', 'httpd'], args: (file) => ['-t', '-f', file] },
    ...examinedBy(APACHE_RULES, (text, file) =>
      resolveIncludes(parseApache(text, file), file, ['include', 'includeoptional'], parseApache),
    ),
  },
  {
    name: 'nginx',
    isConfiguration: (text) =>
      /\b(?:proxy_\w+|server|location|listen|upstream|http|events)\b[^;{}]*[;{]/.test(text),
    isWhole: (text) => /^\s*events\s*\{/m.test(text),
    checker: { commands: ['nginx'], args: (file) => ['-t', '-q', '-c', file] },
    ...examinedBy(NGINX_RULES, (text, file) =>
      resolveIncludes(parseNginx(text, file), file, ['include'], parseNginx),
    ),
  },
];

function examinedBy<Configuration>(
  rules: readonly DoctorRule<Configuration>[],
  parse: (text: string, file: string) => Configuration,
): Pick<Server, 'examine' | 'rules'> {
  return {
    rules,
    examine(text, file) {
      const configuration = parse(text, file);
      return rules.flatMap(({ find, ...rule }) => {
        const places = find(configuration);
        return places.length > 0 ? [{ ...rule, places }] : [];
      });
    },
  };
}
