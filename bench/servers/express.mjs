import { express as errorIqExpress } from '@common-sense/error-iq';

import { storageExhaustedHandler } from '../../packages/express/dist/index.js';
import { enospc, errorIq, http507, httpErrors, other, plain507 } from './errors.mjs';
import { importFrom } from './import-from.mjs';
import { leastBody } from './least.mjs';
import { isFull, sameBytes } from './same-bytes.mjs';

const { default: express } = await importFrom('express', 'express');

/** By contender: the error that `/full` throws, and the setup that answers it. */
const CONTENDERS = {
  http507: [http507, (app) => app.use(storageExhaustedHandler())],
  'minimal handler': [plain507, (app) => app.use(answerMinimal)],
  'same-bytes handler': [plain507, (app) => app.use(answerSameBytes)],
  'framework alone': [plain507, () => undefined],
  'http-errors': [httpErrors, (app) => app.use(answerAsJson)],
  'error-iq': [errorIq, (app) => app.use(errorIqExpress.errorHandler())],
};

export async function start(contender) {
  const [create, setUp] = CONTENDERS[contender];
  const app = express();
  app.get('/ok', async (_request, response) => response.json({ id: 7, name: 'report.pdf' }));
  for (const [path, createError] of [
    ['/full', create],
    ['/enospc', enospc],
    ['/other', other],
  ]) {
    app.get(path, async () => {
      throw createError();
    });
  }
  setUp(app);
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

function answerMinimal(error, _request, response, next) {
  if (error.status !== 507) return next(error);
  response.status(507).set('Cache-Control', 'no-store').json(leastBody());
}

function answerSameBytes(error, _request, response, next) {
  if (!isFull(error)) return next(error);
  const { headers, document } = sameBytes();
  // Not json(), which would add an ETag.
  response.status(507).set(headers).end(JSON.stringify(document));
}

function answerAsJson(error, _request, response, _next) {
  response.status(error.status).json({ message: error.expose ? error.message : 'Insufficient Storage' });
}
