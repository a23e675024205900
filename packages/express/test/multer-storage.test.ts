import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { listen } from '@http507/conformance';
import { reservationOf, storageExhaustedHandler, storageGuard } from '@http507/express';
import { commitFiles, multerStorage } from '@http507/guard/multer';
import type { ErrorRequestHandler } from 'express';
import type multer from 'multer';

import { describeForms } from '../../guard/test/describe-forms.ts';
import { MAJORS } from './majors.ts';

const require = createRequire(import.meta.url);

const answerOthers: ErrorRequestHandler = (thrown, _request, response, next) => {
  if (response.headersSent) return next(thrown);
  response.sendStatus(thrown.code === 'ENOENT' ? 500 : 400);
};

for (const { major, express } of MAJORS) {
  for (const alias of ['multer', 'multer1']) {
    const create = require(alias) as typeof multer;
    const { version } = require(`${alias}/package.json`) as { version: string };
    describeForms(`multer ${version} in ${major}`, {
      async serve({ guard, folder, maxFileBytes }) {
        const application = express();
        const upload = create({
          storage: multerStorage({
            path: (_request, file) => join(folder, file.originalname),
            reservation: reservationOf,
          }),
          limits: { fileSize: maxFileBytes },
        });
        const guarded = storageGuard(guard, { account: () => 'a', metered: true });
        application.post('/forms', guarded, upload.array('files'), (request, response, next) => {
          commitFiles(request).then((files) => response.status(201).json(files), next);
        });
        application.post('/forgets', guarded, upload.array('files'), (_request, response) => {
          response.sendStatus(201);
        });
        application.use(storageExhaustedHandler({ logger: false }));
        application.use(answerOthers);
        return listen(http.createServer(application));
      },
      ...(alias === 'multer1' && {
        answersLate: 'multer 1.4 waits for the end of the request, and nothing public ends the wait',
      }),
    });
  }
}
