import type { FastifyInstance, FastifyReply } from 'fastify';

import {
  type AccidentOrder,
  FRAMEWORKS,
  MAX_SEND_BYTES,
  type MannerOrder,
  type TimedExchange,
} from '../protocol.ts';
import { bodySchema } from './body-schema.ts';
import type { EventStream } from './event-stream.ts';
import type { Nginx } from './nginx.ts';
import type { Services } from './services.ts';
import { slowUpload } from './slow-upload.ts';

const ORDER = {
  service: { enum: FRAMEWORKS.flatMap((name) => [`${name}-with`, `${name}-without`]) },
  path: { type: 'string', pattern: '^/files/[\\w-][\\w.-]{0,99}$' },
  bodyBytes: { type: 'integer', minimum: 0, maximum: MAX_SEND_BYTES },
  requestId: { type: 'string', pattern: '^[\\w-]{1,64}$' },
  account: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
} as const;

/** Options of uploadRoutes. */
export interface UploadRoutesOptions {
  readonly services: Services;
  readonly events: EventStream;
  readonly nginx: Nginx;
}

/** Adds the routes for uploads that a browser cannot make itself. */
export async function uploadRoutes(
  app: FastifyInstance,
  { services, events, nginx }: UploadRoutesOptions,
): Promise<void> {
  app.post<{ Body: MannerOrder }>(
    '/api/send',
    { schema: bodySchema({ ...ORDER, manner: { enum: ['expects-continue', 'http1.0', 'nginx'] } }) },
    async ({ body: { service, manner, ...upload } }): Promise<TimedExchange> => {
      const base = manner === 'nginx' ? await nginx.urlOf(service) : services.get(service).origin;
      // Not before, because npm start would wait for the recorder to load.
      const { sendRequest } = await import('./send-request.ts');
      return await sendRequest(base, manner, upload);
    },
  );

  app.post<{ Body: AccidentOrder }>(
    '/api/accident',
    { schema: bodySchema({ ...ORDER, accident: { enum: ['kill', 'fill'] } }) },
    async ({ body: { service, accident, ...upload } }, reply): Promise<TimedExchange | FastifyReply> => {
      const target = services.get(service);
      if (accident === 'fill' && target.volume.kind !== 'tmpfs') {
        return reply.code(409).send({
          error: 'No other program can fill the disk, because this service has no volume of its own.',
        });
      }
      const happen = async (): Promise<void> => {
        if (accident === 'kill') target.kill();
        else await target.volume.fill();
      };
      return await slowUpload(target.origin, upload, happen, (sentBytes) =>
        events.send('progress', { requestId: upload.requestId, sentBytes }),
      );
    },
  );
}
