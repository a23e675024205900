// Koa without http507: routes that run out of room, and Koa's own error handling.
import { storeUpload, writeByte } from './full-disk.mjs';
import { load } from './load.mjs';
import { reportPort } from './report-port.mjs';

const Koa = await load('koa', 'koa');
const app = new Koa();
app.use(async (context) => {
  if (context.method === 'PUT') await storeUpload(context.req);
  else await writeByte();
  context.status = 204;
});
const server = app.listen(0, '127.0.0.1', () => reportPort(server));
