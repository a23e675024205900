import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { listen } from '@http507/conformance';
import { commitFiles, multerStorage } from '@http507/guard/multer';
import { reservationOf, storageExhaustedMiddleware, storageGuard } from '@http507/koa';
import type Koa from 'koa';
import type createMulter from 'multer';

import { describeForms } from '../../guard/test/describe-forms.ts';

const require = createRequire(import.meta.url);

/** It has no types of its own. */
const multer = require('@koa/multer') as typeof createMulter;

for (const alias of ['koa2', 'koa']) {
  const Application = require(alias) as { new (): Koa };
  const { version } = require(`${alias}/package.json`) as { version: string };
  describeForms(`@koa/multer in koa ${version}`, {
    async serve({ guard, folder, maxFileBytes }) {
      const application = new Application();
      application.silent = true;
      const upload = multer({
        storage: multerStorage({
          path: (_request, file) => join(folder, file.originalname),
          reservation: reservationOf,
        }),
        limits: { fileSize: maxFileBytes },
      });
      application.use(storageExhaustedMiddleware({ logger: false }));
      application.use(storageGuard(guard, { account: () => 'a', metered: true }));
      application.use(upload.array('files') as unknown as Koa.Middleware);
      application.use(async (context) => {
        if (context.path !== '/forgets') context.body = await commitFiles(context);
        context.status = 201;
      });
      return listen(http.createServer(application.callback()));
    },
  });
}
