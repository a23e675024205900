import { type Directive, walk } from './directive.ts';
import { type DoctorRule, placeOf } from './doctor-rule.ts';

type HaproxyRule = DoctorRule<readonly Directive[]>;

/** What haproxy does to a 507 (docs/delivery.md). */
export const HAPROXY_RULES: readonly HaproxyRule[] = [
  {
    id: 'haproxy.observe-layer7',
    severity: 'error',
    what: 'haproxy takes the service out after a few answers of 507, and everyone gets a 503.',
    mend: 'Set `observe layer4`.',
    find: (configuration) =>
      walk(configuration)
        .map(({ directive }) => directive)
        .filter(({ name }) => name === 'server' || name === 'default-server' || name === 'server-template')
        .filter(({ args }) =>
          args.some((argument, index) => argument === 'observe' && args[index + 1] === 'layer7'),
        )
        .map(placeOf),
  },
  {
    id: 'haproxy.buffer-request',
    severity: 'warning',
    what: 'haproxy answers `Expect: 100-continue` itself, so a refused client starts to send.',
    mend: 'Remove `option http-buffer-request`, or limit it to the paths that need it.',
    find: (configuration) =>
      walk(configuration)
        .map(({ directive }) => directive)
        .filter(({ name, args }) => name === 'option' && args[0] === 'http-buffer-request')
        .map(placeOf),
  },
];
