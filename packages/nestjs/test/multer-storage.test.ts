import 'reflect-metadata';

import { join } from 'node:path';

import { commitFiles, multerStorage } from '@http507/guard/multer';
import { reservationOf, StorageExhaustedModule, StorageGuard, StorageGuardModule } from '@http507/nestjs';
import { UseGuards, UseInterceptors } from '@nestjs/common';
import { FilesInterceptor } from '@nestjs/platform-express';

import { describeForms } from '../../guard/test/describe-forms.ts';
import { startApplication } from './start-application.ts';

describeForms(`FilesInterceptor of Nest ${process.env.NEST_MAJOR}`, {
  async serve({ guard, folder, maxFileBytes }) {
    const storage = multerStorage({
      path: (_request, file) => join(folder, file.originalname),
      reservation: reservationOf,
    });
    const origin = await startApplication({
      platform: 'express',
      bodyParser: false,
      route: (request) =>
        (request as { url?: string }).url?.endsWith('/forgets') ? 'forgotten' : commitFiles(request),
      metadata: {
        imports: [
          StorageExhaustedModule.forRoot({ logger: false }),
          StorageGuardModule.forRoot({ guard, account: () => 'a', metered: true }),
        ],
      },
      decorate(controller) {
        UseGuards(StorageGuard)(controller);
        UseInterceptors(
          FilesInterceptor('files', undefined, { storage, limits: { fileSize: maxFileBytes } }),
        )(controller);
      },
    });
    return `${origin}/files`;
  },
});
