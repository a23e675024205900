import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';

/** The headers that are already set on a response, with names in lower case. */
export type PresentHeaders = Readonly<Record<string, unknown>>;

/**
 * How a protocol says 507: its media types, body and headers. A profile gets the public document and nothing else of the error, so it cannot
 * expose internals. If it throws, or returns a promise or an invalid value, clients get the default reply.
 */
export interface Profile {
  /** The media types that `render` supports, in order of preference. `Accept` selects one. The first is the default. */
  readonly mediaTypes: readonly string[];
  /** Returns the body, as text, in one of `mediaTypes`. */
  render(document: StorageExhaustedDocument, mediaType: string): string;
  /**
   * Returns further headers. They cannot replace those of every reply, such as `Cache-Control`, nor those of the connection.
   *
   * @param present - the headers that are already set on the response, such as those for CORS
   */
  headers?(document: StorageExhaustedDocument, present: PresentHeaders): Readonly<Record<string, string>>;
  /** The status, 400 to 599. Default: 507. Set another only for clients that retry every 5xx. */
  readonly status?: number | undefined;
}
