import { LedgerUnavailableError } from '@http507/guard';

import { invalidForm, missingFile } from './form-intake.ts';
import { RequestError } from './request-error.ts';

/** The answer to an error that is not about storage. */
export interface ErrorReply {
  readonly status: number;
  readonly body: { readonly error: string; readonly detail: string };
}

/**
 * Returns the same answer for the same mistake, whichever framework or middleware detects it. Internals are logged and
 * never sent.
 */
export function errorReply(thrown: unknown): ErrorReply {
  const known = clientError(thrown as Foreign);
  if (known) return { status: known.status, body: { error: known.error, detail: known.detail } };
  // The guard has already logged that its ledger is unavailable: once, not for every upload.
  if (thrown instanceof LedgerUnavailableError) {
    return {
      status: 503,
      body: { error: 'ledger_unavailable', detail: 'Storage cannot be reserved at the moment.' },
    };
  }
  console.error(thrown);
  return { status: 500, body: { error: 'internal_error', detail: 'Something went wrong on the server.' } };
}

/** Returns the error for a route that does not exist. */
export function unknownRoute(): RequestError {
  return new RequestError(404, 'unknown_route', 'There is no route for this method and address.');
}

/** The properties that errors of other packages may have. */
export interface Foreign {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** Errors of busboy, which multer and @fastify/multipart use, have no codes and no classes. */
const BUSBOY =
  /^(?:Unexpected end of (?:form|file|multipart)|Malformed part header|Part terminated early|Multipart: |Request (?:aborted|closed))/;

/** Returns our error for a mistake of the client that a framework or middleware has found; undefined for anything else. */
export function clientError(thrown: Foreign): RequestError | undefined {
  if (thrown instanceof RequestError) return thrown;
  // Nest's interceptor wraps the errors of multer.
  const { name, code, message } = (thrown?.cause ?? thrown ?? {}) as Foreign;
  if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FILE_COUNT' || code === 'FST_FILES_LIMIT')
    return missingFile();
  if (
    name === 'MulterError' ||
    /^FST_.*(?:_LIMIT|MULTIPART|PROTO_VIOLATION|PREMATURE_CLOSE)/.test(String(code))
  ) {
    return invalidForm();
  }
  if (BUSBOY.test(String(message))) return invalidForm();
  const status = thrown instanceof URIError ? 400 : Number(thrown?.status ?? thrown?.statusCode);
  if (!(status >= 400 && status < 500)) return undefined;
  if (status === 404) return unknownRoute();
  if (status === 413) return new RequestError(413, 'too_large', 'The body is too large.');
  if (status === 415)
    return new RequestError(415, 'unsupported_media_type', 'The media type of the body is not supported.');
  if (thrown instanceof SyntaxError || String(code).startsWith('FST_ERR_CTP_')) {
    return new RequestError(400, 'invalid_json', 'The body is not valid JSON.');
  }
  return new RequestError(status, 'bad_request', 'The request is malformed.');
}
