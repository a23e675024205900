/** Serves an application with Nest on the platform of `createAdapter`. */
export async function startNest(load, fail, createAdapter) {
  await load('reflect-metadata');
  const { Controller, Get, Module, Req } = await load('@nestjs/common');
  const { NestFactory } = await load('@nestjs/core');
  const { StorageExhaustedError, StorageExhaustedModule } = await load('@http507/nestjs');
  class Storage {
    get(request) {
      return fail(request.url, StorageExhaustedError);
    }
  }
  // Calls instead of decorators, because nothing here is compiled.
  Req()(Storage.prototype, 'get', 0);
  Get(['raw', 'typed'])(Storage.prototype, 'get', Object.getOwnPropertyDescriptor(Storage.prototype, 'get'));
  Controller()(Storage);
  class Root {}
  Module({ imports: [StorageExhaustedModule.forRoot({ logger: false })], controllers: [Storage] })(Root);
  const application = await NestFactory.create(Root, await createAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await application.listen(0, '127.0.0.1');
  return application.getHttpServer().address().port;
}
