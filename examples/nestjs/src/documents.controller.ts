import { checkDocument, FileStore } from '@http507/example-store';
import { Body, Controller, Inject, Post } from '@nestjs/common';

/** The route for JSON documents. */
@Controller('documents')
export class DocumentsController {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  @Post()
  add(@Body() body: unknown): Promise<{ id: string; bytes: number }> {
    return this.store.addDocument(checkDocument(body));
  }
}
