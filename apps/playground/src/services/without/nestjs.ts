// NestJS without http507: routes that run out of room, and Nest's own error handling.
import 'reflect-metadata';

import type { IncomingMessage } from 'node:http';
import { Controller, Module, Param, Post, Put, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { CORS_OPTIONS } from '../cors-options.ts';
import { listen } from './listen.ts';
import { storeUpload, writeToFullDisk } from './store-upload.ts';

@Controller()
class Files {
  @Put('files/:name')
  put(@Param('name') name: string, @Req() request: IncomingMessage): Promise<void> {
    return storeUpload(name, request);
  }

  @Post('simulate/enospc')
  post(): Promise<void> {
    return writeToFullDisk();
  }
}

@Module({ controllers: [Files] })
class Root {}

const app = await NestFactory.create(Root, { bodyParser: false, logger: ['error', 'warn'] });
app.enableCors(CORS_OPTIONS);
await app.init();
listen(app.getHttpServer());
