import 'reflect-metadata';

import type { Server } from 'node:http';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/nestjs';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.ts';

const opened = await openStore(5074);
const { config, store } = opened;
// Nest's own body parsers would read an upload before any guard or handler could refuse it.
const app = await NestFactory.create<NestExpressApplication>(AppModule.forStore(store), {
  bodyParser: false,
  logger: ['error', 'warn'],
});
app.disable('x-powered-by');
const server: Server = app.getHttpServer();
// A refused client that waits for `100 Continue` sends nothing of its upload.
lazyContinue(server);
runUntilSignal(server, opened, () => app.close());
await app.listen(config.port, config.host);
