// Fastify without http507: routes that run out of room, and Fastify's own error handling.
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import createFastify from 'fastify';

import { CORS_OPTIONS } from '../cors-options.ts';
import { listen } from './listen.ts';
import { storeUpload, writeToFullDisk } from './store-upload.ts';

const app = createFastify({ logger: { level: 'error' } });
app.register(cors, CORS_OPTIONS);
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
app.put<{ Params: { name: string }; Body: IncomingMessage }>('/files/:name', async (request, reply) => {
  await storeUpload(request.params.name, request.body);
  return reply.code(201).send();
});
app.post('/simulate/enospc', async (_request, reply) => {
  await writeToFullDisk();
  return reply.code(204).send();
});
await app.ready();
listen(app.server);
