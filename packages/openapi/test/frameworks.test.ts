import 'reflect-metadata';
import type { AddressInfo } from 'node:net';

import swagger from '@fastify/swagger';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import express from 'express';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';

import { addInsufficientStorage, insufficientStorageResponse } from '../src/index.ts';
import { ApiInsufficientStorage } from '../src/nestjs.ts';

const REFERENCE = { $ref: '#/components/responses/InsufficientStorage' };

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

async function expectValid(document: object): Promise<void> {
  const { errors } = await new Validator().validate(structuredClone(document));
  expect(errors).toBeUndefined();
}

test('@fastify/swagger documents the routes that store', async () => {
  const app = Fastify();
  onTestFinished(() => app.close());
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Files', version: '1' } },
    transformObject: (definition) =>
      'openapiObject' in definition
        ? addInsufficientStorage(definition.openapiObject)
        : definition.swaggerObject,
  });
  const answer = async (): Promise<string> => '';
  app.put('/files', answer);
  app.put('/inline', { schema: { response: { 507: insufficientStorageResponse() } } }, answer);
  app.get('/files', answer);
  await app.ready();
  const document = app.swagger() as unknown as Document;
  await expectValid(document);
  expect(document.paths['/files']?.put?.responses[507]).toEqual(REFERENCE);
  expect(document.paths['/files']?.get?.responses).not.toHaveProperty('507');
  expect(document.paths['/inline']?.put?.responses[507]).toMatchObject({ content: { 'text/plain': {} } });
});

test('@nestjs/swagger documents one route by the decorator and all by the document', async () => {
  class Files {
    post(): void {}
    put(): void {}
    get(): void {}
  }
  const describeMethod = (name: 'post' | 'put' | 'get', ...decorators: MethodDecorator[]): void => {
    const descriptor = Object.getOwnPropertyDescriptor(Files.prototype, name) as PropertyDescriptor;
    for (const decorator of decorators) decorator(Files.prototype, name, descriptor);
  };
  describeMethod('post', Post(), ApiInsufficientStorage({ detail: { quota: 'Delete something.' } }));
  describeMethod('put', Post('other'));
  describeMethod('get', Get());
  Controller('files')(Files);
  class App {}
  Module({ controllers: [Files] })(App);
  const app = await NestFactory.create(App, { logger: false });
  onTestFinished(() => app.close());
  const bare = SwaggerModule.createDocument(
    app,
    new DocumentBuilder().setTitle('Files').setVersion('1').build(),
  );
  const document = addInsufficientStorage(bare) as unknown as Document;
  await expectValid(document);
  expect(JSON.stringify(document.paths['/files']?.post?.responses[507])).toContain('Delete something.');
  expect(document.paths['/files/other']?.post?.responses[507]).toEqual(REFERENCE);
  expect(document.paths['/files']?.get?.responses).not.toHaveProperty('507');
});

test('Express serves a plain document', async () => {
  const document = addInsufficientStorage({
    openapi: '3.1.0',
    info: { title: 'Files', version: '1' },
    paths: { '/files': { post: { responses: {} } } },
  });
  const app = express();
  app.get('/openapi.json', (_request, response) => void response.json(document));
  const server = app.listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const served = (await (await fetch(`http://127.0.0.1:${port}/openapi.json`)).json()) as Document;
  await expectValid(served);
  expect(served.paths['/files']?.post?.responses[507]).toEqual(REFERENCE);
});
