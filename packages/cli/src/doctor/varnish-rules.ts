import type { DoctorRule, Place } from './doctor-rule.ts';
import type { Subroutine } from './parse-varnish.ts';

type VarnishRule = DoctorRule<readonly Subroutine[]>;

/** What Varnish does to a 507 (docs/delivery.md). */
export const VARNISH_RULES: readonly VarnishRule[] = [
  {
    id: 'varnish.no-pipe',
    severity: 'error',
    what: 'Varnish reads no response before it has sent the whole upload, so a long upload loses its 507.',
    mend: 'Return `pipe` for PUT, POST and PATCH in `vcl_recv`, and set `bereq.http.Connection = "close"` in `vcl_pipe`.',
    find: (subroutines) => {
      const receive = subroutines.filter(({ name }) => name === 'vcl_recv');
      if (receive.some(({ body }) => /return\s*\(\s*pipe\s*\)/.test(body))) return [];
      const { file, line } = receive[0] ?? subroutines[0] ?? { file: '', line: 1 };
      return [{ file, line, text: receive.length > 0 ? 'sub vcl_recv' : 'no sub vcl_recv' }];
    },
  },
  {
    id: 'varnish.ttl',
    severity: 'error',
    what: 'Varnish caches the 507 and sends it to everyone.',
    mend: 'First return `deliver` for `beresp.status >= 500`, with `beresp.uncacheable = true`.',
    find: (subroutines) => {
      const respond = subroutines.filter(({ name }) => name === 'vcl_backend_response');
      const [first] = respond.flatMap(ttlsOf);
      return first && !respond.some((each) => excludesErrors(each, first)) ? [first] : [];
    },
  },
];

/** Returns where a subroutine gives responses a lifetime. */
function ttlsOf({ file, line, body }: Subroutine): Place[] {
  return [...body.matchAll(/set\s+beresp\.ttl\s*=\s*([^;]+);/g)]
    .filter(([, value]) => !/^0(?:\.0*)?[a-z]*$/.test(String(value).trim()))
    .map((match) => ({
      file,
      line: line + body.slice(0, match.index).split('\n').length - 1,
      text: match[0],
    }));
}

/** Tells whether a subroutine returns for errors before a lifetime is set. */
function excludesErrors({ file, line, body }: Subroutine, ttl: Place): boolean {
  const guard = /if\s*\(\s*beresp\.status\s*>=\s*[45]00\s*\)\s*\{[^}]*return\s*\(/.exec(body);
  if (!guard || file !== ttl.file) return false;
  return line + body.slice(0, guard.index).split('\n').length - 1 < ttl.line;
}
