import type { FastifyInstance } from 'fastify';
import type { Lab, LabStep } from 'http507';
import type { Exchange } from 'http507/inspect';

import type { LabStepText } from '../protocol.ts';
import { bodySchema } from './body-schema.ts';
import { makeOnce } from './make-once.ts';

/** Adds the routes of the lab. Its servers start with the first request. */
export async function labRoutes(app: FastifyInstance): Promise<void> {
  const openLab = makeOnce<Lab>(async () => (await import('http507')).startLab());

  app.get('/api/lab', async (): Promise<readonly LabStepText[]> => (await openLab()).steps);

  app.post<{ Params: { id: string } }>('/api/lab/:id', async ({ params: { id } }) => {
    const opened = await openLab();
    return await opened.run(findStep(id, opened));
  });

  app.post<{ Params: { id: string }; Body: { reply: string; exchanges: Exchange[] } }>(
    '/api/lab/:id/check',
    { schema: bodySchema({ reply: { type: 'string', maxLength: 500 }, exchanges: { type: 'array' } }) },
    async ({ params: { id }, body: { reply, exchanges } }): Promise<{ isRight: boolean }> => ({
      isRight: findStep(id, await openLab()).isRight(reply.trim(), exchanges),
    }),
  );
}

function findStep(id: string, { steps }: Lab): LabStep {
  const step = steps.find((each) => each.id === id);
  if (!step) throw Object.assign(new Error('There is no such step.'), { statusCode: 404 });
  return step;
}
