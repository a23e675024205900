import { koa as errorIqKoa } from '@common-sense/error-iq';

import { storageExhaustedMiddleware } from '../../packages/koa/dist/index.js';
import { enospc, errorIq, http507, httpErrors, other, plain507 } from './errors.mjs';
import { importFrom } from './import-from.mjs';
import { leastBody } from './least.mjs';
import { isFull, sameBytes } from './same-bytes.mjs';

const { default: Koa } = await importFrom('koa', 'koa');

/** By contender: the error that `/full` throws, and the setup that answers it. */
const CONTENDERS = {
  http507: [http507, (app) => app.use(storageExhaustedMiddleware())],
  'minimal handler': [plain507, (app) => app.use(answerMinimal)],
  'same-bytes handler': [plain507, (app) => app.use(answerSameBytes)],
  'framework alone': [plain507, () => undefined],
  'http-errors': [httpErrors, (app) => app.use(answerAsJson)],
  'error-iq': [errorIq, (app) => app.use(errorIqKoa.errorMiddleware())],
};

export async function start(contender) {
  const [create, setUp] = CONTENDERS[contender];
  const errors = { '/full': create, '/enospc': enospc, '/other': other };
  const app = new Koa();
  setUp(app);
  app.use(async (context) => {
    if (context.path !== '/ok') throw errors[context.path]();
    context.body = { id: 7, name: 'report.pdf' };
  });
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

async function answerMinimal(context, next) {
  try {
    await next();
  } catch (error) {
    if (error.status !== 507) throw error;
    context.status = 507;
    context.set('Cache-Control', 'no-store');
    context.body = leastBody();
  }
}

async function answerAsJson(context, next) {
  try {
    await next();
  } catch (error) {
    context.status = error.status;
    context.body = { message: error.expose ? error.message : 'Insufficient Storage' };
  }
}

async function answerSameBytes(context, next) {
  try {
    await next();
  } catch (error) {
    if (!isFull(error)) throw error;
    const { headers, document } = sameBytes();
    context.status = 507;
    context.set(headers);
    context.body = document;
  }
}
