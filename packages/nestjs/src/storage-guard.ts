import type { AccountOf, Admit, Incoming, Outgoing } from '@http507/node';
import { type CanActivate, type ExecutionContext, Inject } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { ACCOUNT } from './storage-account.ts';

/** The injection token for the function that admits requests. */
export const ADMIT: unique symbol = Symbol('http507.StorageGuardAdmit');

/**
 * Admits uploads while the guard of StorageGuardModule has room for them, and rejects with its errors. Nest runs guards after its
 * body parsers: see the README.
 */
export class StorageGuard implements CanActivate {
  readonly #admit: Admit<unknown>;
  readonly #reflector = new Reflector();

  constructor(admit: Admit<unknown>) {
    this.#admit = admit;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') throw new Error('StorageGuard supports HTTP only');
    const request = context.switchToHttp().getRequest<Incoming | { readonly raw: Incoming }>();
    const response = context.switchToHttp().getResponse<Outgoing | { readonly raw: Outgoing }>();
    await this.#admit(
      request,
      'raw' in request ? request.raw : request,
      'raw' in response ? response.raw : response,
      this.#reflector.getAllAndOverride<AccountOf<unknown> | undefined>(ACCOUNT, [
        context.getHandler(),
        context.getClass(),
      ]),
    );
    return true;
  }
}

// Called as a function, because the build emits no decorator metadata.
Inject(ADMIT)(StorageGuard, undefined, 0);
