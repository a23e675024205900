import 'reflect-metadata';

import type { AddressInfo } from 'node:net';
import { folderCapacity } from '@http507/guard';
import { StorageGuardModule, StorageHealthIndicator } from '@http507/nestjs';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { expect, onTestFinished, test } from 'vitest';

const full = folderCapacity({ path: '/files', limit: 1, usage: () => 1 });

/** Serves the checks of an application with Terminus, and returns its origin. */
async function startHealthChecks(): Promise<string> {
  class HealthController {
    constructor(
      readonly health: HealthCheckService,
      readonly storage: StorageHealthIndicator,
    ) {}

    read() {
      return this.health.check([() => this.storage.check('storage')]);
    }

    store() {
      return this.health.check([() => this.storage.check('storage', { failWhenFull: true })]);
    }
  }
  const descriptorOf = (name: string): PropertyDescriptor =>
    Object.getOwnPropertyDescriptor(HealthController.prototype, name) ?? {};
  Inject(HealthCheckService)(HealthController, undefined, 0);
  Inject(StorageHealthIndicator)(HealthController, undefined, 1);
  Get()(HealthController.prototype, 'read', descriptorOf('read'));
  Get('store')(HealthController.prototype, 'store', descriptorOf('store'));
  Controller('readyz')(HealthController);
  class RootModule {}
  Module({
    imports: [TerminusModule.forRoot({ logger: false }), StorageGuardModule.forRoot({ guard: full })],
    controllers: [HealthController],
  })(RootModule);
  const application = await NestFactory.create(RootModule, { logger: false, abortOnError: false });
  onTestFinished(() => application.close());
  await application.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}/readyz`;
}

const storage = (status: string) => ({ storage: { status, storage: 'full' } });

test('a full service is up', async () => {
  const response = await fetch(await startHealthChecks());
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok', details: storage('up') });
});

const old = process.env.NEST_MAJOR === '10';
test.skipIf(old)(
  `with failWhenFull, a full service is down${old ? ' (skipped: Terminus 10 ignores the status of a result)' : ''}`,
  async () => {
    const response = await fetch(`${await startHealthChecks()}/store`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'error', details: storage('down') });
  },
);
