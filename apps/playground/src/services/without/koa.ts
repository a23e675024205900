// Koa without http507: routes that run out of room, and Koa's own error handling.
import { createServer } from 'node:http';
import Koa from 'koa';

import { koaCors } from '../koa-cors.ts';
import { listen } from './listen.ts';
import { storeUpload, writeToFullDisk } from './store-upload.ts';

const app = new Koa();
app.use(koaCors());
app.use(async (context) => {
  if (context.method === 'PUT') {
    await storeUpload(decodeURIComponent(context.path), context.req);
    context.status = 201;
  } else {
    await writeToFullDisk();
    context.status = 204;
  }
});
listen(createServer(app.callback()));
