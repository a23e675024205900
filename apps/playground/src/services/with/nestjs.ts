// The NestJS example, for a page of another origin.
import 'reflect-metadata';

import type { Server } from 'node:http';
import { AppModule } from '@http507/example-nestjs';
import { openStore, runUntilSignal } from '@http507/example-store';
import { lazyContinue } from '@http507/nestjs';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { connectToGateway } from '../connect-to-gateway.ts';
import { CORS_OPTIONS } from '../cors-options.ts';
import { refuseOtherHosts } from '../refuse-other-hosts.ts';

const opened = await openStore(5074);
const { config, store } = opened;
const app = await NestFactory.create<NestExpressApplication>(AppModule.forStore(store), {
  bodyParser: false,
  logger: ['error', 'warn'],
});
app.disable('x-powered-by');
app.enableCors(CORS_OPTIONS);
const server: Server = app.getHttpServer();
lazyContinue(server);
refuseOtherHosts(server);
connectToGateway(server, store.guard);
runUntilSignal(server, opened, () => app.close());
await app.listen(config.port, config.host);
