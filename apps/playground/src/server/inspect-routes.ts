import type { FastifyInstance } from 'fastify';
import type { Exchange, Finding } from 'http507/inspect';

import type { InspectReply } from '../protocol.ts';
import { isAllowed } from './allowed-hosts.ts';
import { bodySchema } from './body-schema.ts';

/** How long an inspection may take, in seconds. */
const TIMEOUT = 20;

/** Options of inspectRoutes. */
export interface InspectRoutesOptions {
  /** The hosts that may be asked, besides this machine. */
  readonly allowedHosts: readonly string[];
}

/** Adds the routes for inspecting a URL, and for judging an answer. */
export async function inspectRoutes(
  app: FastifyInstance,
  { allowedHosts }: InspectRoutesOptions,
): Promise<void> {
  let isInspecting = false;
  app.post<{ Body: { url: string } }>(
    '/api/inspect',
    { schema: bodySchema({ url: { type: 'string', maxLength: 2_000 } }) },
    async ({ body: { url } }): Promise<InspectReply> => {
      if (!isAllowed(url, allowedHosts)) {
        return refusal('Requests go only to this machine and to the hosts in PLAYGROUND_ALLOW.');
      }
      // An inspection makes many requests, and uploads 80 MB.
      if (isInspecting) return refusal('Another inspection is running.');
      isInspecting = true;
      try {
        const { inspect } = await import('http507');
        const { findings, exchanges } = await inspect(url, { timeout: TIMEOUT });
        return { findings, exchanges };
      } catch (error) {
        return refusal((error as Error).message);
      } finally {
        isInspecting = false;
      }
    },
  );

  app.post<{ Body: { url: string; exchange: Exchange } }>(
    '/api/judge',
    { schema: bodySchema({ url: { type: 'string' }, exchange: { type: 'object' } }) },
    async ({ body: { url, exchange } }): Promise<Finding[]> => {
      const { judge } = await import('http507/inspect');
      const addedHeaders = ['x-request-id', 'x-account'];
      return judge({ url, time: Date.now(), addedHeaders, exchanges: [exchange] });
    },
  );
}

function refusal(error: string): InspectReply {
  return { error, findings: [], exchanges: [] };
}
