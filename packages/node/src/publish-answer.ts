import { channel } from 'node:diagnostics_channel';

import type { ExhaustedEvent } from '@http507/core';

const answers = channel('http507:answer');

/** Publishes the event of a request before its answer is written, on the channel `http507:answer`: the request's span is still open then. */
export function publishAnswer(event: ExhaustedEvent): void {
  if (answers.hasSubscribers) answers.publish(event);
}
