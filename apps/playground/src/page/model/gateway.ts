import { signal } from '@preact/signals';

import type { GatewayEvents, PlaygroundState } from '../../protocol.ts';

/** The services and their volumes; undefined until the gateway has told. */
export const state = signal<PlaygroundState | undefined>(undefined);

/** Whether the gateway answers. */
export const isConnected = signal(false);

/** Listens to the gateway's events. The browser connects again by itself. */
export function listen(
  on: { readonly [Type in 'report' | 'progress']: (data: GatewayEvents[Type]) => void },
): void {
  const source = new EventSource('/api/events');
  const read = <Type extends keyof GatewayEvents>(type: Type, handle: (data: GatewayEvents[Type]) => void) =>
    source.addEventListener(type, ({ data }: MessageEvent<string>) => handle(JSON.parse(data)));
  read('state', (data) => {
    state.value = data;
    isConnected.value = true;
  });
  read('report', on.report);
  read('progress', on.progress);
  source.addEventListener('error', () => {
    isConnected.value = false;
  });
}

/**
 * Asks the gateway to do something.
 *
 * @throws Error if it does not answer, or refuses
 */
export async function ask<Reply>(path: string, order?: object): Promise<Reply> {
  const response = await request(path, {
    method: 'POST',
    ...(order && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(order) }),
  });
  if (!response.ok) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as Reply;
}

/**
 * Gets data from the gateway.
 *
 * @throws Error if it does not answer, or refuses
 */
export async function get<Data>(path: string): Promise<Data> {
  const response = await request(path);
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  return (await response.json()) as Data;
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/${path}`, init);
  } catch {
    throw new Error('The gateway does not answer.');
  }
}
