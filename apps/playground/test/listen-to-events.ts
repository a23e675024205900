import type { GatewayEvents, OperatorReport, PlaygroundState } from '../src/protocol.ts';

/** What the gateway has sent so far. */
export interface Heard {
  readonly states: PlaygroundState[];
  readonly reports: OperatorReport[];
  readonly stop: () => void;
}

/** Listens to the gateway's events, as a page does. */
export async function listenToEvents(page: string): Promise<Heard> {
  const control = new AbortController();
  const response = await fetch(`${page}/api/events`, { signal: control.signal });
  const heard: Heard = { states: [], reports: [], stop: () => control.abort() };
  read(response, heard).catch(() => undefined);
  return heard;
}

async function read(response: Response, heard: Heard): Promise<void> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) take(event, heard);
  }
}

function take(event: string, { states, reports }: Heard): void {
  const type = /^event: ?(.*)$/m.exec(event)?.[1];
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  if (data === undefined) return;
  if (type === 'state') states.push(JSON.parse(data) as GatewayEvents['state']);
  if (type === 'report') reports.push(JSON.parse(data) as GatewayEvents['report']);
}
