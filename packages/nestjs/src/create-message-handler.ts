import type { RequestFacts, StorageExhaustedDocument } from '@http507/core';
import { type AdapterOptions, createAdapterResponder, publishAnswer } from '@http507/node';

import { log } from './log.ts';

/**
 * Returns the public document for the sender of a message and reports to the operator. Returns undefined without doing anything if
 * the thrown value is not about storage.
 */
export type HandleMessage = (
  thrown: unknown,
  facts: Omit<RequestFacts, 'method'>,
) => StorageExhaustedDocument | undefined;

/** Returns the function that answers messages, which have no HTTP response. */
export function createMessageHandler(options: AdapterOptions): HandleMessage {
  const { responder, report } = createAdapterResponder(options);
  return (thrown, messageFacts) => {
    const error = responder.recognize(thrown);
    if (!error) return undefined;
    const event = responder.describe(error, { ...messageFacts, method: undefined });
    publishAnswer(event);
    // The answer comes first: Nest sends it when the filter has returned.
    setImmediate(report, event, log);
    return responder.document(event);
  };
}
