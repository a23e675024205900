import {
  admitDocument,
  clientError,
  FileStore,
  MAX_DOCUMENT_BYTES,
  refuseEmptyDocument,
} from '@http507/example-store';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { json, type NextFunction, type Request, type Response } from 'express';

const parse = json({ limit: MAX_DOCUMENT_BYTES, strict: false, verify: refuseEmptyDocument });

/** Reads a document, unless it cannot be stored: a middleware, because guards would run after the JSON parser. */
@Injectable()
export class ReceiveDocument implements NestMiddleware {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  use(request: Request, response: Response, next: NextFunction): void {
    admitDocument(this.store, request);
    // Nest would make a plain 400 of what the parser throws.
    parse(request, response, (error?: unknown) => next(error && (clientError(error) ?? error)));
  }
}
