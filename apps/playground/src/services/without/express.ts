// Express without http507: routes that run out of room, and Express's own error handling.
import { createServer } from 'node:http';
import cors from 'cors';
import express from 'express';

import { EXPOSED, HEADERS, METHODS, ORIGINS } from '../cors-settings.ts';
import { listen } from './listen.ts';
import { storeUpload, writeToFullDisk } from './store-upload.ts';

const app = express();
app.use(cors({ origin: ORIGINS, methods: METHODS, allowedHeaders: HEADERS, exposedHeaders: EXPOSED }));
app.put('/files/:name', async (request, response) => {
  await storeUpload(request.params.name, request);
  response.sendStatus(201);
});
app.post('/simulate/enospc', async (_request, response) => {
  await writeToFullDisk();
  response.sendStatus(204);
});
listen(createServer(app));
