import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const requireRoot = createRequire(import.meta.url);
const requireExpress = createRequire(new URL('../packages/express/package.json', import.meta.url));

/** Express 5, for all programs. */
export const express = requireExpress('express');
export const expressManifest = requireExpress('express/package.json');

// biome-ignore lint/suspicious/noExplicitAny: some of the peers have no types
type Module = Record<string, any>;
type ErrorHandler = (
  error: Module,
  request: unknown,
  response: Module,
  next: (error: unknown) => void,
) => void;

/** A package that answers errors in Express, used as its documentation describes. */
export interface Peer {
  /** The path of its package.json. Undefined for Express alone. */
  readonly manifest: string | undefined;
  readonly exports: Module;
  /** Returns the value that a route throws, or undefined if the package has no error for the status. */
  readonly fail: (status: number, note: string, retryAfter?: number) => unknown;
  /** The application's error handler, if Express's own is not enough. */
  readonly handler?: ErrorHandler;
}

const createError = requireRoot('http-errors');
const boom = requireRoot('@hapi/boom');
const enhanced: Module = await import('http-errors-enhanced');
const { ProblemDocument } = requireRoot('http-problem-details');
const errorIq: Module = requireRoot('@common-sense/error-iq');
const http507 = requireExpress('@http507/express');

/** The columns of the table, in order. */
export const PEERS: Readonly<Record<string, Peer>> = {
  http507: {
    manifest: manifestOf('../packages/express'),
    exports: http507,
    fail: (status, note, retryAfter) =>
      status === 507 ? new http507.StorageExhaustedError(note, { retryAfter }) : undefined,
    handler: http507.storageExhaustedHandler({ logger: false }),
  },
  'http-errors': {
    manifest: manifestOf('../node_modules/http-errors'),
    exports: createError,
    // Express's own handler reads its members.
    fail: (status, note, retryAfter) => createError(status, note, { headers: headersOf(retryAfter) }),
  },
  '@hapi/boom': {
    manifest: manifestOf('../node_modules/@hapi/boom'),
    exports: boom,
    fail(status, note, retryAfter) {
      const error = new boom.Boom(note, { statusCode: status });
      Object.assign(error.output.headers, headersOf(retryAfter));
      return error;
    },
    handler(error, _request, response, _next) {
      const { statusCode, headers, payload } = boom.boomify(error).output;
      response.status(statusCode).set(headers).json(payload);
    },
  },
  'http-errors-enhanced': {
    manifest: manifestOf('../node_modules/http-errors-enhanced'),
    exports: enhanced,
    fail: (status, note, retryAfter) =>
      enhanced.createError(status, note, { headers: headersOf(retryAfter) }),
    handler(error, _request, response, _next) {
      const known = enhanced.isHttpError(error) ? error : enhanced.createError(500, error.message);
      response.status(known.status).set(known.headers).json(known.serialize());
    },
  },
  'http-problem-details': {
    manifest: manifestOf('../node_modules/http-problem-details'),
    exports: { ProblemDocument },
    // A document is no error, so a plain error is thrown.
    fail: (status, note) => Object.assign(new Error(note), { status }),
    handler({ status = 500 }, _request, response, _next) {
      response.status(status).type('application/problem+json').json(new ProblemDocument({ status }));
    },
  },
  'error-iq': {
    manifest: manifestOf('../node_modules/@common-sense/error-iq'),
    exports: errorIq,
    fail(status, note, retryAfter) {
      const names: Record<number, string> = { 404: 'NotFound', 507: 'InsufficientStorage' };
      return new errorIq[names[status] as string]({ detail: note, headers: headersOf(retryAfter) });
    },
    handler: errorIq.express.errorHandler(),
  },
  'Express alone': { manifest: undefined, exports: {}, fail: () => undefined },
};

function manifestOf(folder: string): string {
  return fileURLToPath(new URL(`${folder}/package.json`, import.meta.url));
}

function headersOf(retryAfter: number | undefined): object {
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}
