import type { Header } from '../inspect/exchange.ts';

/** The status line and the headers of an answer. */
export interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  /** Violations of the syntax, in words. */
  readonly faults: readonly string[];
}

/** Parses the head of an HTTP/1 response, without the empty line at its end. Returns undefined if it is none. */
export function parseHead(text: string): Head | undefined {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(statusLine) ?? [];
  if (status === undefined) return undefined;
  const headers: [string, string][] = [];
  const faults: string[] = [];
  for (const line of lines) {
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    const last = headers.at(-1);
    if (name !== undefined) {
      headers.push([name.toLowerCase(), value]);
    } else if (last && /^[ \t]/.test(line)) {
      faults.push(`The header ${last[0]} is folded`);
      last[1] += ` ${line.trim()}`;
    } else {
      faults.push(`Not a header: ${line}`);
    }
  }
  return { status: Number(status), reason, headers, faults: [...faults, ...lengthFaults(headers)] };
}

function lengthFaults(headers: readonly Header[]): string[] {
  const lengths = valuesOf(headers, 'content-length');
  const encodings = valuesOf(headers, 'transfer-encoding');
  return [
    ...(lengths.length > 0 && encodings.length > 0 ? ['Content-Length together with Transfer-Encoding'] : []),
    ...(new Set(lengths).size > 1 ? [`Several Content-Length: ${lengths.join(', ')}`] : []),
    ...lengths.filter((length) => !/^\d+$/.test(length)).map((length) => `Content-Length: ${length}`),
  ];
}

function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter(([own]) => own === name).map(([, value]) => value);
}
