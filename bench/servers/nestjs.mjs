import { nest as errorIqNest } from '@common-sense/error-iq';

import { StorageExhaustedModule } from '../../packages/nestjs/dist/index.js';
import { enospc, errorIq, http507, httpErrors, other, plain507 } from './errors.mjs';
import { importFrom } from './import-from.mjs';
import { leastBody } from './least.mjs';
import { isFull, sameBytes } from './same-bytes.mjs';

await importFrom('nestjs', 'reflect-metadata');
const { Catch, Controller, Get, HttpException, Module } = await importFrom('nestjs', '@nestjs/common');
const { BaseExceptionFilter, NestFactory } = await importFrom('nestjs', '@nestjs/core');

/** By contender: the error that `/full` throws, and the setup that answers it. */
const CONTENDERS = {
  http507: [http507, { imports: [StorageExhaustedModule.forRoot()] }],
  'minimal handler': [plain507, { createFilter: (adapter) => new AnswerMinimal(adapter) }],
  'same-bytes handler': [plain507, { createFilter: (adapter) => new AnswerSameBytes(adapter) }],
  'framework alone': [() => new HttpException('Insufficient Storage', 507), {}],
  // Nest itself answers an error of http-errors with JSON.
  'http-errors': [httpErrors, {}],
  'error-iq': [errorIq, { createFilter: () => new errorIqNest.ProblemFilter() }],
};

class AnswerMinimal extends BaseExceptionFilter {
  catch(error, host) {
    if (error.status !== 507) return super.catch(error, host);
    host.switchToHttp().getResponse().status(507).set('Cache-Control', 'no-store').json(leastBody());
  }
}
Catch()(AnswerMinimal);

class AnswerSameBytes extends BaseExceptionFilter {
  catch(error, host) {
    if (!isFull(error)) return super.catch(error, host);
    const { headers, document } = sameBytes();
    host.switchToHttp().getResponse().status(507).set(headers).end(JSON.stringify(document));
  }
}
Catch()(AnswerSameBytes);
// Without this, Nest does not treat the class as a filter that catches everything.
Catch()(errorIqNest.ProblemFilter);

export async function start(contender) {
  const [create, { imports = [], createFilter }] = CONTENDERS[contender];
  const app = await NestFactory.create(moduleOf({ full: create, enospc, other }, imports), {
    logger: ['error'],
  });
  if (createFilter) app.useGlobalFilters(createFilter(app.getHttpAdapter()));
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}

function moduleOf(errors, imports) {
  class Routes {
    async ok() {
      return { id: 7, name: 'report.pdf' };
    }
  }
  route(Routes, 'ok');
  for (const [name, createError] of Object.entries(errors)) {
    Routes.prototype[name] = async () => {
      throw createError();
    };
    route(Routes, name);
  }
  Controller()(Routes);
  class Root {}
  Module({ controllers: [Routes], imports })(Root);
  return Root;
}

function route(target, name) {
  Get(name)(target.prototype, name, Object.getOwnPropertyDescriptor(target.prototype, name));
}
