import type { IncomingMessage } from 'node:http';
import { accountOf } from '@http507/example-store';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Passes the account of a request to a handler. */
export const Account = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  accountOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
