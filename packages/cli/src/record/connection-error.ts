import type { Failure } from '../inspect/exchange.ts';
import { shorten } from '../inspect/shorten.ts';

/** Why there is no connection. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly failure: Failure;

  /** @param inTls - whether the TLS handshake failed */
  constructor(url: URL, error: Error, inTls: boolean) {
    const message = inTls ? `TLS with ${url.host} failed: ${wordsOf(error)}.` : messageOf(url, error);
    super(message, { cause: error });
    this.failure = { kind: inTls ? 'tls' : 'unreachable', message };
  }
}

function messageOf(url: URL, error: Error): string {
  const code = codeOf(error);
  if (code === 'ENOTFOUND') return `There is no host ${url.hostname}.`;
  if (code === 'EAI_AGAIN') return `The name ${url.hostname} cannot be resolved.`;
  if (code === 'ECONNREFUSED') return `${url.host} refuses connections.`;
  return `${url.host} cannot be reached: ${wordsOf(error)}.`;
}

/** Node tries all addresses of a host, and collects their errors. */
function codeOf(error: Error): unknown {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first as NodeJS.ErrnoException).code;
}

function wordsOf(error: Error): string {
  const code = codeOf(error);
  const words = shorten(error.message || 'no address answers').replace(/\.$/, '');
  return typeof code === 'string' && !words.includes(code) ? `${words} (${code})` : words;
}
