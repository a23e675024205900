import { type Admit, createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import { type DynamicModule, Module } from '@nestjs/common';

import { ADMIT } from './storage-guard.ts';
import { GUARD, StorageHealthIndicator } from './storage-health-indicator.ts';

/** Options of StorageGuardModule. The request is that of Express or Fastify. */
// biome-ignore lint/suspicious/noExplicitAny: the type depends on the platform, as in Nest's getRequest()
export interface StorageGuardModuleOptions extends StorageGuardOptions<any> {
  /** The guard that admits uploads. */
  readonly guard: Guard;
}

/** Provides the guard for each StorageGuard of the application. Import it once, in the root module. */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest modules are classes
export class StorageGuardModule {
  /**
   * Returns the module with options.
   *
   * @throws TypeError with the name of an unknown or invalid option
   */
  static forRoot({ guard, ...options }: StorageGuardModuleOptions): DynamicModule {
    return createModule(guard, createAdmission(guard, options));
  }
}

// Not in the class: the bundler renames a class that refers to itself, and Nest logs the names of modules.
function createModule(guard: Guard, admit: Admit<unknown>): DynamicModule {
  return {
    module: StorageGuardModule,
    global: true,
    providers: [
      { provide: ADMIT, useValue: admit },
      { provide: GUARD, useValue: guard },
      StorageHealthIndicator,
    ],
    exports: [ADMIT, StorageHealthIndicator],
  };
}

// Called as a function, because the build emits no decorator metadata.
Module({})(StorageGuardModule);
