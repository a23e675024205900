import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import serveFiles from '@fastify/static';
import createFastify, { type FastifyInstance } from 'fastify';
import { inspect, type Lab, type LabStep } from 'http507';
import { type Exchange, type Finding, judge } from 'http507/inspect';

import {
  type AccidentOrder,
  FRAMEWORKS,
  type InspectReply,
  type LabStepText,
  MAX_SEND_BYTES,
  type MannerOrder,
  type TimedExchange,
} from '../protocol.ts';
import { isAllowed } from './allowed-hosts.ts';
import type { EventStream } from './event-stream.ts';
import type { Nginx } from './nginx.ts';
import { refusalOf } from './own-requests.ts';
import { sendRequest } from './send-request.ts';
import type { Services } from './services.ts';
import { slowUpload } from './slow-upload.ts';
import type { StateFeed } from './state-feed.ts';

const PAGE = fileURLToPath(new URL('../page', import.meta.url));

const order = {
  service: { enum: FRAMEWORKS.flatMap((name) => [`${name}-with`, `${name}-without`]) },
  path: { type: 'string', pattern: '^/files/[\\w.-]{1,100}$' },
  bodyBytes: { type: 'integer', minimum: 0, maximum: MAX_SEND_BYTES },
  requestId: { type: 'string', pattern: '^[\\w-]{1,64}$' },
  account: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
} as const;

/** Returns the schema of a body that has exactly these members. */
const bodyOf = (properties: Readonly<Record<string, unknown>>) => ({
  body: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
});

/** What the gateway needs. */
export interface GatewaySettings {
  /** The origins of the page. */
  readonly pageOrigins: readonly string[];
  readonly services: Services;
  readonly events: EventStream;
  readonly states: StateFeed;
  readonly lab: Lab;
  /** Starts nginx, unless it runs. */
  readonly nginx: () => Promise<Nginx>;
  readonly allowedHosts: readonly string[];
}

/** Returns the server of the page: its files, its events, and the requests that a browser cannot make itself. */
export function createGateway(settings: GatewaySettings): FastifyInstance {
  const { pageOrigins, services, events, states, lab, nginx, allowedHosts } = settings;
  const app = createFastify({ forceCloseConnections: true });

  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request, pageOrigins);
    if (refusal) return reply.code(403).send({ error: refusal });
    return undefined;
  });
  app.register(helmet, {
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", ...services.all.map(({ origin }) => origin)],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  app.register(serveFiles, { root: PAGE });

  app.get('/api/events', async (request, reply) => {
    reply.hijack();
    await events.add(request.raw, reply.raw);
    await states.send();
  });

  app.post('/api/fill', async (_request, reply) => {
    await services.fill();
    return reply.code(204).send();
  });

  app.post('/api/make-room', async (_request, reply) => {
    await services.makeRoom();
    return reply.code(204).send();
  });

  app.post<{ Body: MannerOrder }>(
    '/api/send',
    { schema: bodyOf({ ...order, manner: { enum: ['expects-continue', 'http1.0', 'nginx'] } }) },
    async ({ body: { service, manner, ...upload } }): Promise<TimedExchange> => {
      const base = manner === 'nginx' ? (await nginx()).urlOf(service) : services.get(service).origin;
      return await sendRequest(base, manner, upload);
    },
  );

  app.post<{ Body: AccidentOrder }>(
    '/api/accident',
    { schema: bodyOf({ ...order, accident: { enum: ['kill', 'fill'] } }) },
    async ({ body: { service, accident, ...upload } }): Promise<TimedExchange> => {
      const target = services.get(service);
      const happen = async (): Promise<void> => {
        if (accident === 'kill') target.kill();
        else await target.volume.fill();
      };
      return await slowUpload(target.origin, upload, happen, (sentBytes) =>
        events.send('progress', { requestId: upload.requestId, sentBytes }),
      );
    },
  );

  let isInspecting = false;
  app.post<{ Body: { url: string } }>(
    '/api/inspect',
    { schema: bodyOf({ url: { type: 'string', maxLength: 2_000 } }) },
    async ({ body: { url } }): Promise<InspectReply> => {
      const nothing = { findings: [], exchanges: [] };
      if (!isAllowed(url, allowedHosts)) {
        return {
          ...nothing,
          error:
            'Requests go only to this machine, such as http://127.0.0.1:5071/status/507, and to the hosts in PLAYGROUND_ALLOW.',
        };
      }
      // An inspection makes many requests, and uploads 80 MB.
      if (isInspecting) return { ...nothing, error: 'Another inspection is running.' };
      isInspecting = true;
      try {
        const { findings, exchanges } = await inspect(url, { timeout: 20 });
        return { findings, exchanges };
      } catch (error) {
        return { ...nothing, error: (error as Error).message };
      } finally {
        isInspecting = false;
      }
    },
  );

  app.post<{ Body: { url: string; exchange: Exchange } }>(
    '/api/judge',
    { schema: bodyOf({ url: { type: 'string' }, exchange: { type: 'object' } }) },
    async ({ body: { url, exchange } }): Promise<Finding[]> =>
      judge({ url, time: Date.now(), addedHeaders: ['x-request-id', 'x-account'], exchanges: [exchange] }),
  );

  app.get('/api/lab', async (): Promise<readonly LabStepText[]> => lab.steps);

  const stepOf = (id: string): LabStep => {
    const step = lab.steps.find((each) => each.id === id);
    if (!step) throw Object.assign(new Error('There is no such step.'), { statusCode: 404 });
    return step;
  };
  app.post<{ Params: { id: string } }>('/api/lab/:id', ({ params: { id } }) => lab.run(stepOf(id)));

  app.post<{ Params: { id: string }; Body: { reply: string; exchanges: Exchange[] } }>(
    '/api/lab/:id/check',
    { schema: bodyOf({ reply: { type: 'string', maxLength: 500 }, exchanges: { type: 'array' } }) },
    async ({ params: { id }, body: { reply, exchanges } }): Promise<{ isRight: boolean }> => ({
      isRight: stepOf(id).isRight(reply.trim(), exchanges),
    }),
  );

  return app;
}
