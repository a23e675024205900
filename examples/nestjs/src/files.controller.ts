import type { IncomingMessage } from 'node:http';
import { commitFormFile, FileStore, type Reservation, type StoredFile } from '@http507/example-store';
import { StorageGuard, StorageReservation } from '@http507/nestjs';
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
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';

import { Account } from './account.ts';
import { CheckForm } from './check-form.ts';

/** The routes for files. */
@Controller('files')
export class FilesController {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  @Put(':name')
  @HttpCode(201)
  // No body parser runs before it, so an upload that does not fit is refused unread.
  @UseGuards(StorageGuard)
  put(
    @Account() account: string,
    @Param('name') name: string,
    @Req() request: IncomingMessage,
    @StorageReservation() reservation: Reservation,
  ): Promise<StoredFile> {
    return this.store.put(account, name, request, reservation);
  }

  @Post()
  @UseGuards(CheckForm, StorageGuard)
  @UseInterceptors(FileInterceptor('file'))
  post(@Req() request: IncomingMessage): Promise<StoredFile> {
    return commitFormFile(request);
  }

  @Get()
  async list(@Account() account: string): Promise<{ files: StoredFile[] }> {
    return { files: await this.store.list(account) };
  }

  @Get(':name')
  async download(@Account() account: string, @Param('name') name: string): Promise<StreamableFile> {
    const { bytes, content } = await this.store.read(account, name);
    return new StreamableFile(content, { length: bytes });
  }

  @Delete(':name')
  @HttpCode(204)
  remove(@Account() account: string, @Param('name') name: string): Promise<void> {
    return this.store.remove(account, name);
  }
}
