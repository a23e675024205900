import type { IncomingMessage } from 'node:http';
import { checkFormHeaders } from '@http507/example-store';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

/** Rejects requests that are not forms. A guard runs before FileInterceptor reads the body. */
@Injectable()
export class CheckForm implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    checkFormHeaders(context.switchToHttp().getRequest<IncomingMessage>());
    return true;
  }
}
