// Fastify without http507: routes that run out of room, and Fastify's own error handling.
import { storeUpload, writeByte } from './full-disk.mjs';
import { load } from './load.mjs';
import { reportPort } from './report-port.mjs';

const fastify = await load('fastify', 'fastify');
const app = fastify();
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
app.put('/files/:name', async (request, reply) => {
  await storeUpload(request.body);
  return reply.code(201).send();
});
app.post('/simulate/enospc', async (_request, reply) => {
  await writeByte();
  return reply.code(204).send();
});
await app.listen({ port: 0, host: '127.0.0.1' });
reportPort(app.server);
