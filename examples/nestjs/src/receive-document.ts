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

/** Reads a document if there is room for it. A middleware, because guards would run after the JSON parser. */
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
      // Nest would turn errors of the parser into a plain 400.
      parse(request, response, (error?: unknown) => next(error && (clientError(error) ?? error)));
    });
  }
}
