import type { SendOrder, ServiceState, TimedExchange } from '../../protocol.ts';
import { ask } from './gateway.ts';
import { addLane, endLane, type Manner, sentBytesOf, updateLane } from './lanes.ts';
import { sendFromBrowser } from './send-from-browser.ts';

/** A file to upload, under an account. */
export interface Upload {
  readonly name: string;
  readonly body: Blob;
  readonly account: string;
}

/**
 * Uploads a file to a service in a lane of its own. Never rejects: what goes wrong is in the lane.
 *
 * @returns the id of the lane
 */
export function sendUpload(
  service: ServiceState,
  upload: Upload,
  manner: Exclude<Manner, 'slow'>,
): Promise<string> {
  if (manner === 'browser')
    return inLane(service, upload, manner, (order) => fromBrowser(service, upload, order));
  return inLane(service, upload, manner, (order) => ask('send', { ...order, manner }));
}

/** Uploads a file slowly, by the gateway, with an accident in the middle. */
export function sendWithAccident(
  service: ServiceState,
  upload: Upload,
  accident: 'kill' | 'fill',
): Promise<string> {
  return inLane(service, upload, 'slow', (order) => ask('accident', { ...order, accident }));
}

function fromBrowser(
  { origin }: ServiceState,
  { body }: Upload,
  { path, requestId, account }: SendOrder,
): Promise<TimedExchange> {
  const headers = { 'X-Request-Id': requestId, 'X-Account': account };
  return sendFromBrowser({ url: `${origin}${path}`, body, headers }, (sentBytes) =>
    updateLane(requestId, { sentBytes }),
  );
}

async function inLane(
  { id: service, origin }: ServiceState,
  { name, body, account }: Upload,
  manner: Manner,
  send: (order: SendOrder) => Promise<TimedExchange>,
): Promise<string> {
  const id = `try-${crypto.randomUUID().slice(0, 8)}`;
  const path = `/files/${name}`;
  addLane({ id, service, url: `${origin}${path}`, bodyBytes: body.size, account, manner });
  try {
    const order = { service, path, bodyBytes: body.size, requestId: id, account };
    const { exchange, milliseconds } = await send(order);
    endLane(id, { exchange, milliseconds, sentBytes: exchange.answer?.sentBytes ?? sentBytesOf(id) });
  } catch (error) {
    // The gateway has not made the request.
    endLane(id, { problem: (error as Error).message, sentBytes: 0 });
  }
  return id;
}
