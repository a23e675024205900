import { StorageExhaustedError } from '@http507/core';

import type { Scenario } from './subject.ts';

/** Refuses every request before its body is read. */
export const REFUSED: Scenario = {
  route() {
    throw new StorageExhaustedError();
  },
};
