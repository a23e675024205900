import { createAdmission, type Guard, type StorageGuardOptions } from '@http507/node';
import { type DynamicModule, Module } from '@nestjs/common';

import { ADMIT } from './storage-guard.ts';

/** What StorageGuardModule can be told. The request is Express's or Fastify's. */
// biome-ignore lint/suspicious/noExplicitAny: as Nest types its own getRequest(), because it depends on the platform
export interface StorageGuardModuleOptions extends StorageGuardOptions<any> {
  /** Who lets uploads in. */
  readonly guard: Guard;
}

/** Tells each StorageGuard of the application whom to ask; import it once, in the root module. */
// biome-ignore lint/complexity/noStaticOnlyClass: a module is a class, in Nest
export class StorageGuardModule {
  /**
   * Returns the module with options.
   *
   * @throws TypeError that names the option which is unknown or invalid
   */
  static forRoot({ guard, ...options }: StorageGuardModuleOptions): DynamicModule {
    return {
      module: StorageGuardModule,
      global: true,
      providers: [{ provide: ADMIT, useValue: createAdmission(guard, options) }],
      exports: [ADMIT],
    };
  }
}

// A call in place of the decorator, because the build emits no decorator metadata.
Module({})(StorageGuardModule);
