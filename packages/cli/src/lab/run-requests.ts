import type { Exchange } from '../inspect/exchange.ts';
import { recordExchange } from '../record/record-exchange.ts';
import type { LabRequest, LabStep } from './lab-step.ts';

const LIMITS = { time: 10_000, patience: 1_000 };

/** Where the requests of the lab go. */
export interface LabServers {
  readonly simulator: string;
  readonly proxy: string;
}

/** Makes the requests of a step, one after the other. */
export async function runRequests({ requests }: LabStep, servers: LabServers): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const request of requests) exchanges.push(await run(request, servers));
  return exchanges;
}

function run(
  { path, method, bodyBytes, manner, throughProxy }: LabRequest,
  { simulator, proxy }: LabServers,
): Promise<Exchange> {
  const url = new URL(path, throughProxy ? proxy : simulator);
  const accept = 'application/json';
  const request = {
    to: 'url',
    method,
    protocol: 'HTTP/1.1',
    manner,
    accept,
    scriptOrigin: '',
    bodyBytes,
  } as const;
  return recordExchange({ url, headers: [['accept', accept]], request }, LIMITS);
}
