import { createServer } from 'node:http';

import { storageExhaustedListener } from '../../packages/node/dist/index.js';
import { enospc, http507, httpErrors, other, plain507 } from './errors.mjs';
import { leastBody } from './least.mjs';
import { isFull, sameBytes } from './same-bytes.mjs';

/** By contender: the error that `/full` throws, and the wrapper around the routes. error-iq has none for node:http. */
const CONTENDERS = {
  http507: [http507, (routes) => storageExhaustedListener(routes)],
  'minimal handler': [plain507, (routes) => recover(routes, answerMinimal)],
  'same-bytes handler': [plain507, (routes) => recover(routes, answerSameBytes)],
  // There is no framework, so this is a listener that logs every error and answers 500.
  'framework alone': [plain507, (routes) => routes],
  'http-errors': [httpErrors, (routes) => recover(routes, answerAsJson)],
};

export async function start(contender) {
  const [create, wrap] = CONTENDERS[contender];
  const errors = { '/full': create, '/enospc': enospc, '/other': other };
  const routes = async (request, response) => {
    if (request.url !== '/ok') throw errors[request.url]();
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify({ id: 7, name: 'report.pdf' }));
  };
  const server = createServer(recover(wrap(routes), answerAnything));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

/** Node would end the process. */
function recover(listener, answer) {
  return async (request, response) => {
    try {
      await listener(request, response);
    } catch (error) {
      answer(error, response);
    }
  };
}

function answerAnything(error, response) {
  console.error(error);
  response.writeHead(error.status ?? 500);
  response.end();
}

function answerMinimal(error, response) {
  if (error.status !== 507) throw error;
  response.statusCode = 507;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(JSON.stringify(leastBody()));
}

function answerAsJson(error, response) {
  response.statusCode = error.status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ message: error.expose ? error.message : 'Insufficient Storage' }));
}

function answerSameBytes(error, response) {
  if (!isFull(error)) throw error;
  const { headers, document } = sameBytes();
  response.writeHead(507, headers).end(JSON.stringify(document));
}
