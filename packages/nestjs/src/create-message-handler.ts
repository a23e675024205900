import type { RequestFacts, StorageExhaustedDocument } from '@http507/core';
import { type AdapterOptions, createAdapterResponder } from '@http507/node';

import { log } from './log.ts';

/**
 * Returns what the sender of a message may learn, and tells the operator; undefined, and has done nothing, when what
 * was thrown is not about storage.
 */
export type HandleMessage = (
  thrown: unknown,
  facts: Omit<RequestFacts, 'method'>,
) => StorageExhaustedDocument | undefined;

/** Returns the function that answers where there is no HTTP response to write to. */
export function createMessageHandler(options: AdapterOptions): HandleMessage {
  const { responder, report } = createAdapterResponder(options);
  return (thrown, messageFacts) => {
    const error = responder.recognize(thrown);
    if (!error) return undefined;
    const event = responder.describe(error, { ...messageFacts, method: undefined });
    // The answer first: Nest sends it once the filter has returned.
    setImmediate(report, event, log);
    return responder.document(event);
  };
}
