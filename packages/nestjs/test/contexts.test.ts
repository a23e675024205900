import 'reflect-metadata';

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { StorageExhaustedError, StorageExhaustedFilter, StorageExhaustedModule } from '@http507/nestjs';
import { Controller, Module, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { firstValueFrom } from 'rxjs';
import { io } from 'socket.io-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { freePort } from '../../conformance/src/free-port.ts';
import { descriptorOf } from './start-application.ts';
import { major, require } from './subject.ts';

const CANARY = 'canary-7f3a';

const exhausted = (): never => {
  throw new StorageExhaustedError(CANARY, { kind: 'disk', retryAfter: 30, cause: new Error(CANARY) });
};

// The profile has no effect here: it is for answers over HTTP.
const options = { logger: false, detail: { capacity: 'Full.' }, profile: 'webdav' } as const;

const document = {
  type: 'about:blank',
  title: 'Insufficient Storage',
  status: 507,
  detail: 'Full.',
  error: 'insufficient_storage',
  reason: 'capacity',
  requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  temporary: true,
  retryAfter: 30,
};

/** Returns an `onExhausted` and a promise of its first event. */
function firstEvent() {
  const { promise, resolve } = withResolvers<unknown>();
  return { event: promise, onExhausted: resolve };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('rpc, over TCP', () => {
  async function start(routes: Record<string, () => unknown>, onExhausted?: (event: unknown) => unknown) {
    class MessageController {}
    for (const [pattern, handle] of Object.entries(routes)) {
      Object.defineProperty(MessageController.prototype, pattern, { value: handle, writable: true });
      MessagePattern(pattern)(MessageController.prototype, pattern, { value: handle });
    }
    Controller()(MessageController);
    class RootModule {}
    Module({
      imports: [StorageExhaustedModule.forRoot({ ...options, onExhausted })],
      controllers: [MessageController],
    })(RootModule);
    const address = { host: '127.0.0.1', port: await freePort() };
    const service = await NestFactory.createMicroservice<MicroserviceOptions>(RootModule, {
      transport: Transport.TCP,
      options: address,
      logger: false,
    });
    onTestFinished(() => service.close());
    await service.listen();
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options: address });
    onTestFinished(() => void client.close());
    return (pattern: string) => firstValueFrom(client.send(pattern, {}));
  }

  test('rejects with the public document and reports the error', async () => {
    const { event, onExhausted } = firstEvent();
    const send = await start({ store: exhausted }, onExhausted);
    await expect(send('store')).rejects.toEqual(document);
    await expect(event).resolves.toMatchObject({ route: 'store', kind: 'disk' });
  });

  test('leaves every other error to Nest', async () => {
    const send = await start({
      known() {
        throw new RpcException('known');
      },
      unknown() {
        throw new Error(CANARY);
      },
    });
    await expect(send('known')).rejects.toEqual({ status: 'error', message: 'known' });
    await expect(send('unknown')).rejects.toEqual({ status: 'error', message: 'Internal server error' });
  });
});

describe('WebSockets', () => {
  async function start(
    Adapter: typeof IoAdapter | typeof WsAdapter,
    onExhausted?: (event: unknown) => unknown,
  ) {
    class Gateway {
      store(): unknown {
        return exhausted();
      }
      foreign(): unknown {
        throw new Error(CANARY);
      }
    }
    for (const name of ['store', 'foreign'] as const)
      SubscribeMessage(name)(Gateway.prototype, name, descriptorOf(Gateway, name));
    WebSocketGateway()(Gateway);
    UseFilters(StorageExhaustedFilter)(Gateway);
    class RootModule {}
    Module({
      imports: [StorageExhaustedModule.forRoot({ ...options, onExhausted })],
      providers: [Gateway],
    })(RootModule);
    const application = await NestFactory.create(RootModule, new ExpressAdapter(), { logger: false });
    onTestFinished(() => application.close());
    application.useWebSocketAdapter(new Adapter(application));
    await application.listen(0, '127.0.0.1');
    return (application.getHttpServer().address() as AddressInfo).port;
  }

  const answer = { ...document, status: 'error', message: 'Insufficient storage' };

  test('emits the exception event to a socket.io client', async () => {
    const { event, onExhausted } = firstEvent();
    const port = await start(IoAdapter, onExhausted);
    const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    onTestFinished(() => void client.close());
    const { promise, resolve } = withResolvers<unknown>();
    client.once('exception', resolve);
    client.emit('store', {});
    await expect(promise).resolves.toEqual(answer);
    await expect(event).resolves.toMatchObject({ route: 'store', kind: 'disk' });
  });

  test('leaves every other error to Nest', async () => {
    const port = await start(IoAdapter);
    const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    onTestFinished(() => void client.close());
    const { promise, resolve } = withResolvers<unknown>();
    client.once('exception', resolve);
    client.emit('foreign', {});
    await expect(promise).resolves.toMatchObject({ status: 'error', message: 'Internal server error' });
  });

  test('sends the exception event to a bare WebSocket', async () => {
    const port = await start(WsAdapter);
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    onTestFinished(() => client.terminate());
    await once(client, 'open');
    client.send(JSON.stringify({ event: 'store', data: {} }));
    const [message] = await once(client, 'message');
    expect(JSON.parse(String(message))).toEqual({ event: 'exception', data: answer });
  });
});

const elsewhere = major === 11 ? '' : ' (skipped: GraphQL is installed for Nest 11 only)';

// The only driver for Nest 12 is Apollo, which needs a build script during installation.
describe.runIf(major === 11)(`GraphQL, over mercurius${elsewhere}`, () => {
  async function start(thrown: unknown, onExhausted?: (event: unknown) => unknown) {
    const { GraphQLModule, Mutation, Query, Resolver } = require('@nestjs/graphql');
    const { MercuriusDriver } = require('@nestjs/mercurius');
    class FilesResolver {
      ready(): boolean {
        return true;
      }
      store(): boolean {
        throw thrown;
      }
    }
    Query(() => Boolean)(FilesResolver.prototype, 'ready', descriptorOf(FilesResolver, 'ready'));
    Mutation(() => Boolean)(FilesResolver.prototype, 'store', descriptorOf(FilesResolver, 'store'));
    Resolver()(FilesResolver);
    class RootModule {}
    Module({
      imports: [
        StorageExhaustedModule.forRoot({ ...options, onExhausted }),
        GraphQLModule.forRoot({ driver: MercuriusDriver, autoSchemaFile: true }),
      ],
      providers: [FilesResolver],
    })(RootModule);
    const application = await NestFactory.create(RootModule, new FastifyAdapter(), { logger: false });
    onTestFinished(() => application.close());
    await application.listen(0, '127.0.0.1');
    const { port } = application.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { store }' }),
    });
    return (await response.json()) as { errors: unknown[] };
  }

  test('returns an error with the public document and reports it', async () => {
    const { event, onExhausted } = firstEvent();
    const { errors } = await start(new StorageExhaustedError(CANARY, { retryAfter: 30 }), onExhausted);
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Insufficient storage',
        extensions: {
          ...document,
          requestId: 'req-1',
          code: 'INSUFFICIENT_STORAGE',
          http: { status: 507 },
        },
      }),
    ]);
    await expect(event).resolves.toMatchObject({ route: 'Mutation.store', requestId: 'req-1' });
  });

  test('leaves every other error to GraphQL', async () => {
    const { errors } = await start(new Error('foreign'));
    expect(errors).toEqual([expect.objectContaining({ message: 'foreign', path: ['store'] })]);
  });
});
