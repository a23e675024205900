import { checkDocument, FileStore, type Reservation } from '@http507/example-store';
import { StorageReservation } from '@http507/nestjs';
import { Body, Controller, Inject, Post } from '@nestjs/common';

import { Account } from './account.ts';

/** The route for JSON documents. */
@Controller('documents')
export class DocumentsController {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  @Post()
  add(
    @Account() account: string,
    @Body() body: unknown,
    @StorageReservation() reservation: Reservation,
  ): Promise<{ id: string; bytes: number }> {
    return this.store.addDocument(account, checkDocument(body), reservation);
  }
}
