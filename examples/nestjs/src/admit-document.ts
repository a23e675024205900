import type { IncomingMessage, ServerResponse } from 'node:http';
import { admitDocument, FileStore } from '@http507/example-store';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';

/** Refuses a document that cannot be stored: a middleware, because the JSON parser runs before guards. */
@Injectable()
export class AdmitDocument implements NestMiddleware {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  use(request: IncomingMessage, _response: ServerResponse, next: () => void): void {
    admitDocument(this.store, request);
    next();
  }
}
