import { expect } from 'vitest';

import { put } from './put.ts';

/** Expects that the operation fails and that its error is not recognized. Returns the thrown value. */
export async function expectPassedOn(operation: () => unknown): Promise<unknown> {
  const { response, events, passedOn } = await put(operation);
  expect(response.status).toBe(500);
  expect(events).toEqual([]);
  expect(passedOn).toHaveLength(1);
  return passedOn[0];
}
