import { fastify as errorIqFastify } from '@common-sense/error-iq';

import { storageExhaustedPlugin } from '../../packages/fastify/dist/index.js';
import { enospc, errorIq, http507, httpErrors, other, plain507 } from './errors.mjs';
import { importFrom } from './import-from.mjs';
import { leastBody } from './least.mjs';
import { isFull, sameBytes } from './same-bytes.mjs';

const { default: fastify } = await importFrom('fastify', 'fastify');

/** By contender: the error that `/full` throws, and the setup that answers it. */
const CONTENDERS = {
  http507: [http507, (app) => app.register(storageExhaustedPlugin)],
  'minimal handler': [plain507, (app) => app.setErrorHandler(answerMinimal)],
  'same-bytes handler': [plain507, (app) => app.setErrorHandler(answerSameBytes)],
  'framework alone': [plain507, () => undefined],
  // Fastify itself answers an error of http-errors with JSON.
  'http-errors': [httpErrors, () => undefined],
  'error-iq': [errorIq, (app) => errorIqFastify.registerFastifyHandler(app)],
};

export async function start(contender, { logger }) {
  const [create, setUp] = CONTENDERS[contender];
  const app = fastify({ logger });
  setUp(app);
  app.get('/ok', async () => ({ id: 7, name: 'report.pdf' }));
  for (const [path, createError] of [
    ['/full', create],
    ['/enospc', enospc],
    ['/other', other],
  ]) {
    app.get(path, async () => {
      throw createError();
    });
  }
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
}

function answerMinimal(error, request, reply) {
  if (error.status !== 507) throw error;
  reply.code(507).header('Cache-Control', 'no-store').send(leastBody(request.id));
}

function answerSameBytes(error, request, reply) {
  if (!isFull(error)) throw error;
  const { headers, document } = sameBytes(request.id);
  reply.code(507).headers(headers).send(document);
}
