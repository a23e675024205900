import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import {
  FILTER_OPTIONS,
  StorageExhaustedFilter,
  type StorageExhaustedFilterOptions,
} from './storage-exhausted-filter.ts';

/** Registers StorageExhaustedFilter for the whole application. Import it once, in the root module. */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest modules are classes
export class StorageExhaustedModule {
  /**
   * Returns the module with options. They also apply to a StorageExhaustedFilter in `@UseFilters`.
   *
   * @throws TypeError with the name of an unknown or invalid option
   */
  static forRoot(options: StorageExhaustedFilterOptions = {}): DynamicModule {
    // Only to check the options. An exception later, when Nest creates the filter, would end the process.
    new StorageExhaustedFilter(options);
    return createModule(options);
  }
}

// Not in the class: the bundler renames a class that refers to itself, and Nest logs the names of modules.
function createModule(options: StorageExhaustedFilterOptions): DynamicModule {
  return {
    module: StorageExhaustedModule,
    global: true,
    providers: [{ provide: FILTER_OPTIONS, useValue: options }],
    exports: [FILTER_OPTIONS],
  };
}

// Called as a function, because the build emits no decorator metadata.
Module({ providers: [{ provide: APP_FILTER, useClass: StorageExhaustedFilter }] })(StorageExhaustedModule);
