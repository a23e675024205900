// NestJS without http507: routes that run out of room, and Nest's own error handling.
import { storeUpload, writeByte } from './full-disk.mjs';
import { load } from './load.mjs';
import { reportPort } from './report-port.mjs';

await load('nestjs', 'reflect-metadata');
const { Controller, Module, Post, Put, Req } = await load('nestjs', '@nestjs/common');
const { NestFactory } = await load('nestjs', '@nestjs/core');

class Files {
  put(request) {
    return storeUpload(request);
  }

  post() {
    return writeByte();
  }
}
// Calls instead of decorators, because this file is not compiled.
const methodOf = (name) => [Files.prototype, name, Object.getOwnPropertyDescriptor(Files.prototype, name)];
Req()(Files.prototype, 'put', 0);
Put('files/:name')(...methodOf('put'));
Post('simulate/enospc')(...methodOf('post'));
Controller()(Files);

class Root {}
Module({ controllers: [Files] })(Root);

const app = await NestFactory.create(Root, { bodyParser: false, logger: false });
await app.listen(0, '127.0.0.1');
reportPort(app.getHttpServer());
