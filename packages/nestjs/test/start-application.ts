import 'reflect-metadata';

import type { AddressInfo } from 'node:net';

import {
  Controller,
  type INestApplication,
  type LoggerService,
  Module,
  type ModuleMetadata,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { onTestFinished } from 'vitest';

export type Platform = 'express' | 'fastify';

/** The arguments of a route's handler: the common part of both platforms' requests and responses. */
export interface PlatformRequest {
  readonly headers: Record<string, string>;
  readonly raw?: NodeJS.EventEmitter;
}
export interface PlatformResponse {
  readonly raw?: { write(text: string): void };
  header(name: string, value: string): unknown;
  write(text: string): void;
  hijack(): void;
}

/** @param more - the value of a test's own parameter decorator */
export type Route = (request: PlatformRequest, response: PlatformResponse, more: unknown) => unknown;

/** The application that a test needs. */
export interface Wanted {
  readonly platform: Platform;
  /** The handler of `POST /files/:name`. */
  readonly route: Route;
  readonly decorate?: (controller: new () => object) => void;
  readonly metadata?: ModuleMetadata;
  readonly setUp?: (application: INestApplication) => unknown;
  readonly bodyParser?: boolean;
  readonly logger?: LoggerService;
  /** A root module to use instead of an empty one. */
  readonly root?: new () => object;
}

/** Serves an application until the test ends and returns its origin. */
export async function startApplication(wanted: Wanted): Promise<string> {
  const { platform, route, decorate, metadata, setUp, root = class RootModule {} } = wanted;
  const { logger = false, bodyParser = true } = wanted;
  class FilesController {
    handle(request: PlatformRequest, response: PlatformResponse, more: unknown): unknown {
      return route(request, response, more);
    }
  }
  Req()(FilesController.prototype, 'handle', 0);
  Res({ passthrough: true })(FilesController.prototype, 'handle', 1);
  Post(':name')(FilesController.prototype, 'handle', descriptorOf(FilesController, 'handle'));
  Controller('files')(FilesController);
  decorate?.(FilesController);
  Module({ ...metadata, controllers: [FilesController] })(root);

  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const application = await NestFactory.create(root, adapter, { logger, bodyParser, abortOnError: false });
  onTestFinished(() => application.close());
  await setUp?.(application);
  await application.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`;
}

/** Returns a method's descriptor, for a decorator that is called as a function. */
export function descriptorOf(target: new () => object, name: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(target.prototype, name) ?? {};
}

/** Posts a document to the route. */
export function post(origin: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/files/a.txt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });
}
