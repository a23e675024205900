import { errorReply } from '@http507/example-store';
import { storageExhaustedHandler } from '@http507/express';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { defaults, type Options } from 'nephele';

const answerExhausted = storageExhaustedHandler({ profile: 'webdav' });

/** Answers errors that nephele has caught: 507 in the words of WebDAV if there is no room, or else in a sentence without internals. */
export const answerCaught: Options['errorHandler'] = async (code, message, request, response, error) => {
  // Such as 304.
  if (code < 400) return await defaults.errorHandler(code, message, request, response, error);
  await answerExhausted(error, request, response, () => {
    if (code === 500) answerOther(error, response);
    else answerText(response, code, message);
  });
};

/** Answers errors thrown outside of nephele. Express recognizes an error handler by its four parameters. */
export const answerThrown: ErrorRequestHandler = (thrown, request, response, _next) =>
  answer(thrown, request, response);

/** Answers any error. */
export function answer(thrown: unknown, request: Request, response: Response): void {
  void answerExhausted(thrown, request, response, () => answerOther(thrown, response));
}

function answerOther(thrown: unknown, response: Response): void {
  // The client has gone, which is what was thrown.
  if (response.destroyed) return;
  const { status, body } = errorReply(thrown);
  answerText(response, status, body.detail);
}

function answerText(response: Response, status: number, text: string): void {
  if (response.headersSent) response.destroy();
  else response.status(status).type('text').send(`${text}\n`);
}
