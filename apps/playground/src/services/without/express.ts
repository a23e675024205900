// Express without http507: routes that run out of room, and Express's own error handling.
import { createServer } from 'node:http';
import cors from 'cors';
import express from 'express';

import { CORS_OPTIONS } from '../cors-options.ts';
import { listen } from './listen.ts';
import { storeUpload, writeToFullDisk } from './store-upload.ts';

const app = express();
app.use(cors(CORS_OPTIONS));
app.put('/files/:name', async (request, response) => {
  await storeUpload(request.params.name, request);
  response.sendStatus(201);
});
app.post('/simulate/enospc', async (_request, response) => {
  await writeToFullDisk();
  response.sendStatus(204);
});
listen(createServer(app));
