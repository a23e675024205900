import { FileStore, FORM_LIMITS, formStorage } from '@http507/example-store';
import { reservationOf, StorageExhaustedModule, StorageGuardModule } from '@http507/nestjs';
import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MulterModule } from '@nestjs/platform-express';

import { DocumentsController } from './documents.controller.ts';
import { ErrorFilter } from './error.filter.ts';
import { FilesController } from './files.controller.ts';
import { ReceiveDocument } from './receive-document.ts';
import { StatusController } from './status.controller.ts';
import { uploadOptions } from './upload-options.ts';

/** The file service as a Nest module. */
@Module({})
export class AppModule implements NestModule {
  /** Returns the module for a store. */
  static forStore(store: FileStore): DynamicModule {
    return {
      module: AppModule,
      imports: [
        StorageExhaustedModule.forRoot(),
        StorageGuardModule.forRoot(uploadOptions(store)),
        MulterModule.register({
          storage: formStorage(store, reservationOf),
          limits: FORM_LIMITS,
          // Keeps file names as they were sent, in UTF-8. The store rejects paths; multer would shorten them.
          defParamCharset: 'utf8',
          preservePath: true,
        }),
      ],
      controllers: [FilesController, DocumentsController, StatusController],
      providers: [
        { provide: FileStore, useValue: store },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ReceiveDocument).forRoutes(DocumentsController);
  }
}
