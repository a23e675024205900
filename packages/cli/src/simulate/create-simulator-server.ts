import http, { type IncomingMessage, type ServerResponse } from 'node:http';

import { answer } from './answer.ts';
import { parseQuery } from './parse-query.ts';
import { QueryError } from './simulation.ts';

/** A request that the simulator has got. */
export interface SimulatedRequest {
  readonly method: string;
  /** The path with the query. */
  readonly url: string;
  /** How many bytes of the body were read before the answer. */
  readonly receivedBytes: number;
}

/** Called for each request to `/status/507` when it is answered, or not answered on purpose. */
export type OnRequest = (request: SimulatedRequest) => void;

/** Returns the simulator as a server that does not listen yet. */
export function createSimulatorServer(onRequest?: OnRequest): http.Server {
  const listener = (request: IncomingMessage, response: ServerResponse, expects = false): void => {
    simulate(request, response, expects, onRequest).catch((error: unknown) => {
      if (!(error instanceof QueryError)) throw error;
      refuse(request, response, 400, error.message);
    });
  };
  return http
    .createServer(listener)
    .on('checkContinue', (request, response) => listener(request, response, true));
}

async function simulate(
  request: IncomingMessage,
  response: ServerResponse,
  expects: boolean,
  onRequest: OnRequest | undefined,
): Promise<void> {
  const { method = '', url = '' } = request;
  const { pathname, searchParams } = parseTarget(url);
  if (pathname !== '/status/507') {
    refuse(request, response, 404, 'There is only /status/507.');
    return;
  }
  const simulation = parseQuery(searchParams);
  if (expects && simulation.at > 0) response.writeContinue();
  const receivedBytes = await answer(simulation, request, response);
  onRequest?.({ method, url, receivedBytes });
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, detail: string): void {
  request.resume();
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify({ status, detail })}\n`);
}

/** A request can have any target, even one that is no URL. */
function parseTarget(target: string): URL {
  const base = 'http://localhost/';
  return URL.canParse(target, base) ? new URL(target, base) : new URL(base);
}
