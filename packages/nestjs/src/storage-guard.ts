import type { AccountOf, Admit, Incoming, Outgoing } from '@http507/node';
import { type CanActivate, type ExecutionContext, Inject } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { ACCOUNT } from './storage-account.ts';

/** The token for what the guard asks. */
export const ADMIT: unique symbol = Symbol('http507.StorageGuardAdmit');

/**
 * Lets an upload in as long as the guard of StorageGuardModule has room for it, and rejects with what that one rejects with. Nest
 * asks guards when its body parsers have run: see the README.
 */
export class StorageGuard implements CanActivate {
  readonly #admit: Admit<unknown>;
  readonly #reflector = new Reflector();

  constructor(admit: Admit<unknown>) {
    this.#admit = admit;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') throw new Error('StorageGuard is for HTTP only');
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

// A call in place of a decorator, because the build emits no decorator metadata.
Inject(ADMIT)(StorageGuard, undefined, 0);
