import type { Kind, Reason, RecognitionRule } from '@http507/core';
import { expect } from 'vitest';

import { put } from './put.ts';

export interface Expected {
  readonly kind: Kind;
  readonly reason?: Reason;
  readonly temporary?: boolean;
  /** The opt-in rules that recognize the error. */
  readonly rules?: readonly RecognitionRule[];
}

/** Expects that the operation fails and that the answer is a 507 without any text of the error. Returns the thrown value. */
export async function expect507(operation: () => unknown, expected: Expected): Promise<unknown> {
  const { kind, reason = 'capacity', temporary = reason === 'capacity', rules } = expected;
  const { response, text, events, passedOn } = await put(operation, rules);
  if (passedOn.length > 0) throw new Error('not recognized', { cause: passedOn[0] });
  expect(response.status).toBe(507);
  const detail =
    reason === 'quota'
      ? 'The storage allotted to this account is used up.'
      : 'The server has no room to store this right now.';
  // The whole document, so that nothing of the driver's error can be in it.
  expect(JSON.parse(text)).toEqual({
    type: 'about:blank',
    title: 'Insufficient Storage',
    status: 507,
    detail,
    error: 'insufficient_storage',
    reason,
    requestId: 'put-1',
    temporary,
  });
  expect(events).toHaveLength(1);
  const [event] = events;
  expect(event).toMatchObject({ kind, reason, temporary, requestId: 'put-1', method: 'PUT' });
  const thrown = event?.error.cause;
  expect(thrown).toBeInstanceOf(Object);
  expect(JSON.stringify([...response.headers])).not.toContain((thrown as Error).message);
  return thrown;
}
