import 'reflect-metadata';

import { createRequire } from 'node:module';

import type { Scenario, Subject } from '@http507/conformance';
import {
  type StorageExhaustedFilterOptions,
  StorageExhaustedModule,
  StorageGuard,
  StorageGuardModule,
} from '@http507/nestjs';
import type { Incoming, Outgoing } from '@http507/node';
import { All, type ArgumentsHost, Catch, Controller, Get, Module, Req, Res, UseGuards } from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { descriptorOf } from './start-application.ts';

/** The major of Nest that this vitest project tests. */
export const major = Number(process.env.NEST_MAJOR);

/** Loads a package that is installed for that major. */
export const require = createRequire(new URL(`../majors/${major}/package.json`, import.meta.url));

const version: string = require('@nestjs/core/package.json').version;

interface Reply {
  readonly raw: Outgoing;
  header(name: string, value: string | string[]): unknown;
}

type Handle = (request: unknown, response: unknown) => Promise<unknown>;

/** Nest on Express. */
export const onExpress: Subject = {
  name: `nestjs ${major} on express`,
  version,
  http2: false,
  exceptions: {},
  async createServer(scenario) {
    const handle: Handle = async (request, response) => {
      const outgoing = response as Outgoing;
      const setHeader = (name: string, value: string | string[]): void =>
        void outgoing.setHeader(name, value);
      await scenario.route({ incoming: request as Incoming, outgoing, setHeader });
    };
    const path = major === 10 ? '*' : '{*path}';
    const adapter = new ExpressAdapter();
    adapter.getInstance().disable('x-powered-by');
    const application = await NestFactory.create(moduleOf(scenario, path, handle), adapter, {
      bodyParser: false,
      logger: false,
    });
    await application.init();
    return application.getHttpServer();
  },
};

const OWN_ID = 'Fastify gives each request an id of its own, req-1 and so on, which comes before';

/** Nest on Fastify. */
export const onFastify: Subject = {
  name: `nestjs ${major} on fastify`,
  version,
  http2: true,
  exceptions: {
    'request-id.inbound': OWN_ID,
    'request-id.traceparent': OWN_ID,
    'request-id.new': OWN_ID,
  },
  async createServer(scenario) {
    const handle: Handle = async (request, response) => {
      const { raw: incoming } = request as { raw: Incoming };
      const reply = response as Reply;
      await scenario.route({
        incoming,
        outgoing: reply.raw,
        setHeader: (name, value) => void reply.header(name, value),
      });
      return reply;
    };
    const adapter = scenario.http2 ? new FastifyAdapter({ http2: true }) : new FastifyAdapter();
    const application = await NestFactory.create<NestFastifyApplication>(
      moduleOf(scenario, '*', handle),
      adapter,
      { bodyParser: false, logger: false },
    );
    const fastify = adapter.getInstance();
    // Nothing reads the body before the route.
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
    await application.init();
    await fastify.ready();
    return application.getHttpServer();
  },
};

/** An application as a user writes it, with its own catch-all filter and the module. */
function moduleOf(scenario: Scenario, path: string, handle: Handle): new () => unknown {
  const { options, onForeign, guard, guardOptions } = scenario;
  class CatchAllController {
    async handle(request: unknown, response: unknown): Promise<unknown> {
      return handle(request, response);
    }
  }
  Req()(CatchAllController.prototype, 'handle', 0);
  Res()(CatchAllController.prototype, 'handle', 1);
  const Route = scenario.getOnly ? Get : All;
  Route(path)(CatchAllController.prototype, 'handle', descriptorOf(CatchAllController, 'handle'));
  Controller()(CatchAllController);
  if (guard) UseGuards(StorageGuard)(CatchAllController);

  class ForeignFilter extends BaseExceptionFilter {
    override catch(thrown: unknown, host: ArgumentsHost): void {
      onForeign?.(thrown);
      // Scenarios expect 500, whatever the error's status is.
      super.catch(new Error('foreign'), host);
    }
  }
  Catch()(ForeignFilter);

  class RootModule {}
  Module({
    imports: [
      StorageExhaustedModule.forRoot({ logger: false, ...options } as StorageExhaustedFilterOptions),
      ...(guard ? [StorageGuardModule.forRoot({ guard, ...guardOptions })] : []),
    ],
    controllers: [CatchAllController],
    providers: [{ provide: APP_FILTER, useClass: ForeignFilter }],
  })(RootModule);
  return RootModule;
}
