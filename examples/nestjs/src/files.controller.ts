import type { IncomingMessage } from 'node:http';
import { bodyLength, commitFormFile, FileStore, type StoredFile } from '@http507/example-store';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Req,
  StreamableFile,
  UploadedFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';

import { AdmitForm } from './admit-form.ts';

/** The routes for files. */
@Controller('files')
export class FilesController {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  @Put(':name')
  @HttpCode(201)
  put(@Param('name') name: string, @Req() request: IncomingMessage): Promise<StoredFile> {
    // No body parser before it: what does not fit is refused before it is read.
    return this.store.put(name, request, bodyLength(request));
  }

  @Post()
  @UseGuards(AdmitForm)
  @UseInterceptors(FileInterceptor('file'))
  post(@UploadedFile() file: object | undefined): Promise<StoredFile> {
    return commitFormFile(file);
  }

  @Get()
  async list(): Promise<{ files: StoredFile[] }> {
    return { files: await this.store.list() };
  }

  @Get(':name')
  async download(@Param('name') name: string): Promise<StreamableFile> {
    const { bytes, content } = await this.store.read(name);
    return new StreamableFile(content, { length: bytes });
  }

  @Delete(':name')
  @HttpCode(204)
  remove(@Param('name') name: string): Promise<void> {
    return this.store.remove(name);
  }
}
