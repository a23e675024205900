import { signal } from '@preact/signals';
import type { Exchange } from 'http507/inspect';

import type { GatewayManner, OperatorReport, SendProgress, ServiceId } from '../../protocol.ts';
import { containsLaneId } from './lane-id.ts';

/** How a request is sent: by this browser, or by the gateway in a manner that browsers do not have. */
export type Manner = 'browser' | 'slow' | GatewayManner;

/** One upload to one service, with what came of it. */
export interface Lane {
  /** The request id, which the answer, the log and the events repeat. */
  readonly id: string;
  readonly service: ServiceId;
  readonly url: string;
  readonly bodyBytes: number;
  readonly account: string;
  readonly manner: Manner;
  readonly sentBytes: number;
  /** Absent while it is sent. */
  readonly milliseconds?: number;
  /** Absent while it is sent, and after a reload in the middle. */
  readonly exchange?: Exchange;
  /** Why the gateway has not made the request. */
  readonly problem?: string;
  /** Whether the page was reloaded in the middle. */
  readonly isInterrupted?: true;
  /** What the service has told its operator about this request. */
  readonly reports: readonly OperatorReport[];
}

/** How many lanes a service keeps. */
const PER_SERVICE = 4;

/** How many reports a lane keeps. */
const MAX_REPORTS = 20;

/** How long after an answer the service's output still belongs to its lane, in milliseconds. */
const LOG_DELAY = 400;

const STORED = 'lanes';

/** All lanes, the newest first. */
export const lanes = signal<readonly Lane[]>(restore());

/** The lane whose answer is shown. */
export const selectedId = signal<string | undefined>(undefined);

/** Until when output of a lane's service may be about it. */
const running = new Map<string, number>();

/** How long changes wait until they are stored together, in milliseconds. */
const STORE_DELAY = 300;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Adds a lane for a request that starts now. */
export function addLane(lane: Omit<Lane, 'reports' | 'sentBytes'>): void {
  running.set(lane.id, Number.POSITIVE_INFINITY);
  const all = [{ ...lane, sentBytes: 0, reports: [] }, ...lanes.value];
  const counts = new Map<ServiceId, number>();
  lanes.value = all.filter(({ service }) => {
    const count = (counts.get(service) ?? 0) + 1;
    counts.set(service, count);
    return count <= PER_SERVICE;
  });
  for (const id of running.keys()) if (!lanes.value.some((each) => each.id === id)) running.delete(id);
  storeSoon();
}

/** Changes a lane. */
export function updateLane(id: string, change: Partial<Lane>): void {
  lanes.value = lanes.value.map((lane) => (lane.id === id ? { ...lane, ...change } : lane));
}

/** Notes the end of a lane's request, and shows the answer of Express with http507. */
export function endLane(
  id: string,
  change: Pick<Lane, 'exchange' | 'problem' | 'milliseconds' | 'sentBytes'>,
): void {
  const lane = lanes.value.find((each) => each.id === id);
  // Newer lanes have taken its place.
  if (!lane) return;
  running.set(id, performance.now() + LOG_DELAY);
  updateLane(id, change);
  // Already now, because other uploads of the same scenario may get no answer for a long time.
  if (lane.service === 'express-with') selectedId.value = id;
  storeSoon();
}

/** Returns how many bytes of a lane's upload have been sent. */
export function sentBytesOf(id: string): number {
  return lanes.value.find((lane) => lane.id === id)?.sentBytes ?? 0;
}

/** Notes how far an upload of the gateway is. */
export function noteProgress({ requestId, sentBytes }: SendProgress): void {
  updateLane(requestId, { sentBytes });
}

/** Adds a report to the lanes that it is about. */
export function noteReport(report: OperatorReport): void {
  for (const { id, service, reports } of lanes.value) {
    if (service !== report.service || !isAbout(report, id)) continue;
    updateLane(id, { reports: [...reports, report].slice(-MAX_REPORTS) });
  }
  storeSoon();
}

function isAbout(report: OperatorReport, id: string): boolean {
  if (report.type === 'answer') return report.answer.requestId === id;
  if (report.type === 'event' && report.requestId !== undefined) return report.requestId === id;
  // Output that names a request is about that one. Other output may be about any request in progress.
  if (report.type === 'log' && containsLaneId(report.text)) return report.text.includes(id);
  const end = running.get(id);
  return end !== undefined && performance.now() < end;
}

function restore(): readonly Lane[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED) ?? '[]') as Lane[];
    return stored.map((lane) =>
      lane.exchange || lane.problem ? lane : { ...lane, isInterrupted: true as const },
    );
  } catch {
    return [];
  }
}

function storeSoon(): void {
  timer ??= setTimeout(store, STORE_DELAY);
}

function store(): void {
  clearTimeout(timer);
  timer = undefined;
  try {
    sessionStorage.setItem(STORED, JSON.stringify(lanes.value));
  } catch {
    // The lanes are then forgotten with the page.
  }
}

addEventListener('pagehide', store);
