import type { IncomingMessage } from 'node:http';
import { accountOf } from '@http507/example-store';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Gives a handler the account that a request is for. */
export const Account = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  accountOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
