import type { ExhaustedEvent } from './exhausted-event.ts';
import type { MediaType } from './negotiate.ts';
import { render } from './render.ts';
import type { StorageExhaustedDocument } from './serialize-storage-exhausted.ts';

/** The body of a reply. */
export interface Body {
  readonly text: string;
  /** In bytes. */
  readonly length: number;
}

/** A rendered body without its request id. */
interface Frame {
  readonly before: string;
  readonly after: string;
  /** In bytes. */
  readonly length: number;
}

/** Replaces the request id while rendering. No body contains it after the request id. */
const PLACEHOLDER = '@';

/**
 * Returns a function that renders the body of an event in a media type. If events differ only in their request ids, as they do in a
 * storm, the body is rendered once. Rendering takes longer than the rest of a reply.
 */
export function createBodies(
  document: (event: ExhaustedEvent) => StorageExhaustedDocument,
): (event: ExhaustedEvent, mediaType: MediaType) => Body {
  const frames: Partial<Record<MediaType, Frame>> = {};
  return (event, mediaType) => {
    const { reason, temporary, retryAfter, requestId } = event;
    const isPlain = reason === 'capacity' && temporary && retryAfter === undefined;
    const known = isPlain ? frames : {};
    known[mediaType] ??= frameOf(render(document({ ...event, requestId: PLACEHOLDER }), mediaType));
    const { before, after, length } = known[mediaType];
    // Request ids are ASCII and need no escaping in any media type.
    return { text: before + requestId + after, length: length + requestId.length };
  };
}

function frameOf(body: string): Frame {
  const at = body.lastIndexOf(PLACEHOLDER);
  const { length } = new TextEncoder().encode(body);
  return { before: body.slice(0, at), after: body.slice(at + 1), length: length - 1 };
}
