import { type Directive, walk } from './directive.ts';
import { type DoctorRule, placeOf } from './doctor-rule.ts';

type ApacheRule = DoctorRule<readonly Directive[]>;

/** What Apache httpd does to a 507 (docs/delivery.md). */
export const APACHE_RULES: readonly ApacheRule[] = [
  {
    id: 'apache.error-override',
    severity: 'error',
    what: 'httpd replaces the 507 by a page of its own.',
    mend: 'Set `ProxyErrorOverride Off`, or list the statuses that it replaces, without 507.',
    find: (configuration) =>
      named(configuration, 'proxyerroroverride')
        .filter(
          ({ args: [value = '', ...statuses] }) =>
            value.toLowerCase() === 'on' && (statuses.length === 0 || statuses.includes('507')),
        )
        .map(placeOf),
  },
  {
    id: 'apache.fail-on-status',
    severity: 'error',
    what: 'httpd takes the service out after a 507, and everyone gets a 503.',
    mend: 'Remove 507 from `failonstatus`.',
    find: (configuration) =>
      walk(configuration)
        .map(({ directive }) => directive)
        .filter(({ args }) => args.some((argument) => /^failonstatus=(?:.*,)?507(?:,|$)/i.test(argument)))
        .map(placeOf),
  },
  {
    id: 'apache.no-ping',
    severity: 'error',
    what: 'httpd reads no response before it has sent the whole upload, so a long upload loses its 507.',
    mend: 'Add `ping=30` to the ProxyPass or BalancerMember, and call `lazyContinue(server)` in the service.',
    find: (configuration) =>
      [...named(configuration, 'proxypass'), ...named(configuration, 'balancermember')]
        .filter(({ args }) => args.some((argument) => /^https?:/i.test(argument)))
        .filter(({ args }) => !args.some((argument) => /^ping=/i.test(argument)))
        .map(placeOf),
  },
  {
    id: 'apache.proxy-100-continue',
    severity: 'warning',
    what: 'httpd answers `Expect: 100-continue` itself, so a refused client sends its whole upload.',
    mend: 'Set `Proxy100Continue On`, which is the default.',
    find: (configuration) =>
      named(configuration, 'proxy100continue')
        .filter(({ args: [value = ''] }) => value.toLowerCase() === 'off')
        .map(placeOf),
  },
];

/** Directives of httpd are case-insensitive. */
function named(configuration: readonly Directive[], name: string): Directive[] {
  return walk(configuration)
    .map(({ directive }) => directive)
    .filter((directive) => directive.name.toLowerCase() === name);
}
