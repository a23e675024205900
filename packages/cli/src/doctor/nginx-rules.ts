import { type Directive, type Located, walk } from './directive.ts';
import { type DoctorRule, placeOf } from './doctor-rule.ts';

type NginxRule = DoctorRule<readonly Directive[]>;

/** What nginx does to a 507 (docs/delivery.md). */
export const NGINX_RULES: readonly NginxRule[] = [
  {
    id: 'nginx.intercept-errors',
    severity: 'error',
    what: 'nginx replaces the 507 by a page of its own.',
    mend: 'Set `proxy_intercept_errors off`, or leave 507 out of `error_page`.',
    find: (configuration) =>
      proxies(configuration).flatMap((proxy) => {
        const intercept = settingOf(proxy, 'proxy_intercept_errors');
        const pages = settingsOf(proxy, 'error_page').filter(({ args }) => args.includes('507'));
        return intercept?.args[0] === 'on' && pages.length > 0 ? [placeOf(intercept)] : [];
      }),
  },
  {
    id: 'nginx.cache-ignores-no-store',
    severity: 'error',
    what: 'nginx caches the 507 and sends it to everyone.',
    mend: 'Remove Cache-Control from `proxy_ignore_headers`.',
    find: (configuration) =>
      proxies(configuration).flatMap((proxy) => {
        const cache = settingOf(proxy, 'proxy_cache');
        const ignored = settingOf(proxy, 'proxy_ignore_headers');
        const ignores = ignored?.args.some((name) => name.toLowerCase() === 'cache-control');
        const keeps = settingsOf(proxy, 'proxy_cache_valid').some(
          ({ args }) => args.includes('any') || args.includes('507'),
        );
        return cache && cache.args[0] !== 'off' && ignored && ignores && keeps ? [placeOf(ignored)] : [];
      }),
  },
  {
    id: 'nginx.request-buffering',
    severity: 'warning',
    what: 'nginx writes the whole upload to its own disk first, so a refused client has sent everything. That disk can be full as well.',
    mend: 'Set `proxy_request_buffering off`.',
    find: (configuration) =>
      proxies(configuration).flatMap((proxy) =>
        settingOf(proxy, 'proxy_request_buffering')?.args[0] === 'off' ? [] : [placeOf(proxy.directive)],
      ),
  },
  {
    id: 'nginx.body-size',
    severity: 'warning',
    what: 'nginx answers 413 to uploads over 1 MB, however much room there is.',
    mend: 'Set `client_max_body_size` to the limit that you want, or to 0 to let the service decide.',
    find: (configuration) =>
      proxies(configuration).flatMap((proxy) =>
        settingOf(proxy, 'client_max_body_size') ? [] : [placeOf(proxy.directive)],
      ),
  },
];

/** Returns the directives that pass requests on to a service. */
function proxies(configuration: readonly Directive[]): Located[] {
  return walk(configuration).filter(({ directive }) => directive.name === 'proxy_pass');
}

/** Returns a setting as it applies to a directive: that of the innermost block that has one. */
function settingOf(located: Located, name: string): Directive | undefined {
  return settingsOf(located, name).at(-1);
}

/** Returns the settings of a name that may occur several times. An inner block replaces those of the outer ones. */
function settingsOf({ around }: Located, name: string): Directive[] {
  const block = around.find((each) => each.block?.some((inner) => inner.name === name));
  return block?.block?.filter((inner) => inner.name === name) ?? [];
}
