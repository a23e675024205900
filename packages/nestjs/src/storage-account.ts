import type { AccountOf } from '@http507/node';
import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** The metadata key. */
export const ACCOUNT: unique symbol = Symbol('http507.StorageAccount');

/** Sets the account that uploads to a handler or controller belong to. Overrides the module's `account`. */
// biome-ignore lint/suspicious/noExplicitAny: the type depends on the platform, as in Nest's getRequest()
export function StorageAccount(account: AccountOf<any>): CustomDecorator<typeof ACCOUNT> {
  return SetMetadata(ACCOUNT, account);
}
