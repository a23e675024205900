import { errorReply, unknownRoute } from '@http507/example-store';
import type { Middleware } from 'koa';

/** Answers requests that no later middleware has answered, and errors that they throw. */
export const answerErrors: Middleware = async (context, next) => {
  try {
    await next();
    if (context.status === 404 && context.body === undefined) throw unknownRoute();
  } catch (thrown) {
    const { status, body } = errorReply(thrown);
    context.status = status;
    context.body = body;
  }
};
