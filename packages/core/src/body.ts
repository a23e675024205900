import type { ExhaustedEvent } from './exhausted-event.ts';
import type { MediaType } from './negotiate.ts';
import { render } from './render.ts';
import type { StorageExhaustedDocument } from './serialize-storage-exhausted.ts';

/** What a reply carries. */
export interface Body {
  readonly text: string;
  /** In bytes. */
  readonly length: number;
}

/** A body but for its request id. */
interface Frame {
  readonly before: string;
  readonly after: string;
  /** In bytes. */
  readonly length: number;
}

/** Stands for the request id; in no body does it occur after the place of that. */
const PLACEHOLDER = '@';

/**
 * Returns a function for the body of an event in a media type. Where nothing but the request id tells one event from another,
 * as in a storm, it renders once: that takes more time than all the rest of a reply.
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
    // An id is ASCII, and needs escaping nowhere.
    return { text: before + requestId + after, length: length + requestId.length };
  };
}

function frameOf(body: string): Frame {
  const at = body.lastIndexOf(PLACEHOLDER);
  const { length } = new TextEncoder().encode(body);
  return { before: body.slice(0, at), after: body.slice(at + 1), length: length - 1 };
}
