import type { SendOrder, ServiceState, TimedExchange } from '../../protocol.ts';
import { ask } from './gateway.ts';
import { newLaneId } from './lane-id.ts';
import { addLane, endLane, type Lane, type Manner, sentBytesOf, updateLane } from './lanes.ts';
import type { ChosenManner } from './manner.ts';
import { sendFromBrowser } from './send-from-browser.ts';

/** A file to upload, under an account. */
export interface Upload {
  readonly name: string;
  readonly body: Blob;
  readonly account: string;
}

/** An upload that has ended. Its lane may be gone, because a service keeps only its newest lanes. */
export type EndedUpload = Pick<Lane, 'service' | 'exchange' | 'problem'>;

/** Uploads a file to a service in a lane of its own. Never rejects: what goes wrong is in the result. */
export function sendUpload(
  service: ServiceState,
  upload: Upload,
  manner: ChosenManner,
): Promise<EndedUpload> {
  if (manner === 'browser')
    return inLane(service, upload, manner, (order) => fromBrowser(service, upload, order));
  return inLane(service, upload, manner, (order) => ask('send', { ...order, manner }));
}

/** Uploads a file slowly, by the gateway, with an accident in the middle. */
export function sendWithAccident(
  service: ServiceState,
  upload: Upload,
  accident: 'kill' | 'fill',
): Promise<EndedUpload> {
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
): Promise<EndedUpload> {
  const id = newLaneId();
  const path = `/files/${name}`;
  addLane({ id, service, url: `${origin}${path}`, bodyBytes: body.size, account, manner });
  try {
    const order = { service, path, bodyBytes: body.size, requestId: id, account };
    const { exchange, milliseconds } = await send(order);
    endLane(id, { exchange, milliseconds, sentBytes: exchange.answer?.sentBytes ?? sentBytesOf(id) });
    return { service, exchange };
  } catch (error) {
    // The gateway has not made the request.
    const problem = (error as Error).message;
    endLane(id, { problem, sentBytes: 0 });
    return { service, problem };
  }
}
