import { Writable } from 'node:stream';
import { inspect } from 'node:util';

import { storageExhaustedHandler } from '@http507/express';
import { storageExhaustedPlugin } from '@http507/fastify';
import express, { type RequestHandler } from 'express';
import Fastify from 'fastify';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { onTestFinished, vi } from 'vitest';
import winston from 'winston';

import { serve } from './serve.ts';

/** A record as a logger writes it. */
export type Written = Record<string, unknown>;

/** Serves `PUT /files/:name`, which fails, and logs with a real logger. The callback gets what it writes. */
type Start = (fail: () => never, write: (record: Written) => void) => Promise<string>;

async function serveExpress(fail: () => never, ...middleware: RequestHandler[]): Promise<string> {
  const app = express();
  for (const each of middleware) app.use(each);
  app.put('/files/:name', fail);
  app.use(storageExhaustedHandler());
  return serve(app);
}

/** Services with each logger, set up as docs/operations/logs.md says. */
export const LOGGERS: Readonly<Record<string, Start>> = {
  console(fail, write) {
    const spy = vi.spyOn(console, 'error').mockImplementation((message, record) => {
      // The console writes the record as `inspect` shows it.
      write({ ...record, message, err: inspect(record.err) });
    });
    onTestFinished(() => spy.mockRestore());
    return serveExpress(fail);
  },
  pino(fail, write) {
    const logger = pino({ level: 'error' }, { write: (line: string) => write(JSON.parse(line)) });
    return serveExpress(
      fail,
      pinoHttp({ logger, genReqId: (request) => String(request.headers['x-request-id']) }),
    );
  },
  async 'pino in Fastify'(fail, write) {
    const app = Fastify({
      logger: { level: 'error', stream: { write: (line) => write(JSON.parse(line)) } },
      requestIdHeader: 'x-request-id',
    });
    await app.register(storageExhaustedPlugin);
    app.put('/files/:name', async () => fail());
    await app.ready();
    return serve((request, response) => app.routing(request, response));
  },
  winston(fail, write) {
    const stream = new Writable({
      write(line, _encoding, done) {
        write(JSON.parse(String(line)));
        done();
      },
    });
    const logger = winston.createLogger({ transports: new winston.transports.Stream({ stream }) });
    return serveExpress(fail, (request, _response, next) => {
      const error = ({ err, ...record }: Written, message: string): unknown =>
        logger.error(message, { ...record, ...(err !== undefined && { err: inspect(err) }) });
      next(void Object.assign(request, { log: { error } }));
    });
  },
};
