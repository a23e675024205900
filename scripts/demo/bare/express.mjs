// Express without http507: routes that run out of room, and Express's own error handling.
import { storeUpload, writeByte } from './full-disk.mjs';
import { load } from './load.mjs';
import { reportPort } from './report-port.mjs';

const express = await load('express', 'express');
const app = express();
app.put('/files/:name', async (request, response) => {
  await storeUpload(request);
  response.sendStatus(201);
});
app.post('/simulate/enospc', async (_request, response) => {
  await writeByte();
  response.sendStatus(204);
});
const server = app.listen(0, '127.0.0.1', () => reportPort(server));
