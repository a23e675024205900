import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import {
  FILTER_OPTIONS,
  StorageExhaustedFilter,
  type StorageExhaustedFilterOptions,
} from './storage-exhausted-filter.ts';

/** Registers StorageExhaustedFilter for the whole application; import it once, in the root module. */
// biome-ignore lint/complexity/noStaticOnlyClass: a module is a class, in Nest
export class StorageExhaustedModule {
  /**
   * Returns the module with options, which hold for a StorageExhaustedFilter in `@UseFilters` as well.
   *
   * @throws TypeError that names the option which is unknown or invalid
   */
  static forRoot(options: StorageExhaustedFilterOptions = {}): DynamicModule {
    // In vain but for its checks: what throws later, while Nest makes the filter, aborts the process.
    new StorageExhaustedFilter(options);
    return {
      module: StorageExhaustedModule,
      global: true,
      providers: [{ provide: FILTER_OPTIONS, useValue: options }],
      exports: [FILTER_OPTIONS],
    };
  }
}

// A call in place of the decorator, because the build emits no decorator metadata.
Module({ providers: [{ provide: APP_FILTER, useClass: StorageExhaustedFilter }] })(StorageExhaustedModule);
