import type { IncomingMessage } from 'node:http';
import { admitForm, FileStore } from '@http507/example-store';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';

/** Refuses a form that cannot be stored: a guard runs before FileInterceptor reads the body. */
@Injectable()
export class AdmitForm implements CanActivate {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  canActivate(context: ExecutionContext): boolean {
    admitForm(this.store, context.switchToHttp().getRequest<IncomingMessage>());
    return true;
  }
}
