import {
  accountOf,
  checkDocumentHeaders,
  clientError,
  FileStore,
  MAX_DOCUMENT_BYTES,
  refuseEmptyDocument,
} from '@http507/example-store';
import { storageGuard } from '@http507/nestjs';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

const parse = json({ limit: MAX_DOCUMENT_BYTES, strict: false, verify: refuseEmptyDocument });

/** Reads a document, unless it cannot be stored: a middleware, because guards would run after the JSON parser. */
@Injectable()
export class ReceiveDocument implements NestMiddleware {
  readonly #admit: RequestHandler;

  constructor(@Inject(FileStore) store: FileStore) {
    this.#admit = storageGuard(store.guard, { account: accountOf, metered: true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    checkDocumentHeaders(request);
    this.#admit(request, response, (refusal?: unknown) => {
      if (refusal) return next(refusal);
      // Nest would make a plain 400 of what the parser throws.
      parse(request, response, (error?: unknown) => next(error && (clientError(error) ?? error)));
    });
  }
}
