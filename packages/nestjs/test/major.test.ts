import { StorageExhaustedFilter } from '@http507/nestjs';
import { BaseExceptionFilter } from '@nestjs/core';
import { expect, test } from 'vitest';

import { major, require } from './subject.ts';

test('the adapter and the tests load the Nest of this major', () => {
  expect([10, 11, 12]).toContain(major);
  const { BaseExceptionFilter: installed } = require('@nestjs/core');
  expect(require('@nestjs/core/package.json').version).toMatch(new RegExp(`^${major}\\.`));
  expect(BaseExceptionFilter).toBe(installed);
  expect(Object.getPrototypeOf(StorageExhaustedFilter)).toBe(installed);
});
