import type { AccountOf } from '@http507/node';
import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** The key of the metadata. */
export const ACCOUNT: unique symbol = Symbol('http507.StorageAccount');

/** Says, of a handler or a controller, whose upload a request is; it comes before the module's `account`. */
// biome-ignore lint/suspicious/noExplicitAny: as Nest types its own getRequest(), because it depends on the platform
export function StorageAccount(account: AccountOf<any>): CustomDecorator<typeof ACCOUNT> {
  return SetMetadata(ACCOUNT, account);
}
