import {
  createResponder,
  isStorageExhaustedError,
  type RecognitionRule,
  type Reply,
  recognize,
  type StorageExhaustedDocument,
  StorageExhaustedError,
  serializeStorageExhausted,
} from '@http507/core';

const rule: RecognitionRule = (thrown) => (thrown.code === 'FULL' ? { kind: 'queue' } : undefined);
const error: StorageExhaustedError = recognize({ code: 'FULL' }, [rule]) ?? new StorageExhaustedError('note');
export const status: 507 = error.status;
export const document: StorageExhaustedDocument = serializeStorageExhausted(error, { requestId: '1' });
const responder = createResponder({ recognize: [rule] });
const facts = { request: undefined, method: 'PUT' };
export const reply: Reply = responder.reply(responder.describe(error, facts), facts);
export function reasonOf(thrown: unknown): 'capacity' | 'quota' | undefined {
  return isStorageExhaustedError(thrown) ? thrown.reason : undefined;
}
// @ts-expect-error: there is no such reason, so the types are not `any`.
export const wrong = new StorageExhaustedError({ reason: 'none' });
