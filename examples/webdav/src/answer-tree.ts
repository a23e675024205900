import { multiStatus } from '@http507/core/profiles';
import type { Request, RequestHandler, Response } from 'express';
import { Status } from 'nephele';

import { answer } from './answer-errors.ts';
import { StorageAdapter } from './storage-adapter.ts';

/**
 * Returns a middleware for COPY and MOVE that completes or undoes the change before the client gets its response. If a member had no room, the
 * response is a 207 that says so for this member (RFC 4918, sections 9.8.8 and 9.9). If nothing was copied or moved, it is a 507.
 */
export const answerTree: RequestHandler = (request, response, next) => {
  const { end } = response;
  const endLater = (...chunks: unknown[]): Response => {
    response.end = end;
    void settle(request, response)
      .catch((error: unknown) => {
        console.error(error);
        return false;
      })
      .then((answered) => {
        if (!answered) Reflect.apply(end, response, chunks);
      });
    return response;
  };
  response.end = endLater as typeof end;
  next();
};

/** Returns whether the request is answered. */
async function settle(request: Request, response: Response): Promise<boolean> {
  const { adapter, errors = [] } = response.locals;
  if (!(adapter instanceof StorageAdapter)) return false;
  const { tree } = adapter;
  if (response.statusCode === 201 || response.statusCode === 204) {
    await tree.keep();
    return false;
  }
  const undone = await tree.undo();
  const members = errors.filter((error: unknown) => error instanceof Status) as Status[];
  // nephele does not know the error, and would send its message.
  const unknown = members.some(({ statusCode }) => statusCode === 500);
  if (response.headersSent || !unknown) return false;
  const [first] = tree.failures.values();
  if (undone || tree.failedAtRoot) {
    answer(first, request, response);
    return true;
  }
  console.error(first);
  const failed = members.map(({ href, statusCode }) => ({
    href: href.pathname,
    error: tree.failures.get(href.href) ?? { status: statusCode },
  }));
  const { status, headers, body } = multiStatus(failed, request.get('x-request-id'));
  response.status(status).set(headers).end(body);
  return true;
}
