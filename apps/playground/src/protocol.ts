import type { LabStep } from 'http507';
import type { Exchange, Finding } from 'http507/inspect';

/** The frameworks that the page compares, in its order. */
export const FRAMEWORKS = ['express', 'fastify', 'koa', 'nestjs'] as const;

export type Framework = (typeof FRAMEWORKS)[number];

/** `with`: the example service, with http507. `without`: the same routes with the framework's own error handling. */
export type Variant = 'with' | 'without';

export type ServiceId = `${Framework}-${Variant}`;

/**
 * Where a service stores:
 *
 * - `tmpfs`: a volume of its own
 * - `limit`: a folder that its guard limits, because no volume can be mounted
 * - `full-device`: `/dev/full`, because no volume can be mounted and nothing limits a folder without http507
 */
export type VolumeKind = 'tmpfs' | 'limit' | 'full-device';

/** The figures of a volume, in bytes. */
export interface VolumeState {
  readonly kind: VolumeKind;
  readonly totalBytes: number;
  /** Files of the service, including parts of uploads. */
  readonly storedBytes: number;
  /** Stored by another program, so no guard has admitted it. */
  readonly otherBytes: number;
  /** Reserved for uploads in progress. */
  readonly reservedBytes: number;
}

/** A service as the page shows it. */
export interface ServiceState {
  readonly id: ServiceId;
  readonly framework: Framework;
  readonly variant: Variant;
  readonly origin: string;
  readonly isUp: boolean;
  readonly volume: VolumeState;
}

/** Everything that the page shows about the services. Sent whole, whenever it changes. */
export interface PlaygroundState {
  readonly services: readonly ServiceState[];
  /** The version of nginx. Absent if it is not installed. */
  readonly nginx?: string;
  /** Hosts that the inspector may ask, besides the addresses of this machine. */
  readonly allowedHosts: readonly string[];
}

/** An answer as a service has sent it. */
export interface SentAnswer {
  readonly requestId: string;
  readonly status: number;
  /** How many bytes of the request the service had read, its head included. */
  readonly receivedBytes: number;
}

/** What a service tells the operator. */
export type OperatorReport =
  | { readonly type: 'answer'; readonly service: ServiceId; readonly answer: SentAnswer }
  /** An event on a diagnostics channel, as Node prints it. */
  | {
      readonly type: 'event';
      readonly service: ServiceId;
      readonly channel: string;
      readonly requestId?: string;
      readonly text: string;
    }
  /** What the service has written to its log. */
  | { readonly type: 'log'; readonly service: ServiceId; readonly text: string }
  /** The service was started or has ended. */
  | { readonly type: 'process'; readonly service: ServiceId; readonly text: string };

/** How far an upload of the gateway is. */
export interface SendProgress {
  readonly requestId: string;
  readonly sentBytes: number;
}

/** The types of the events that the gateway sends, and their data. */
export interface GatewayEvents {
  readonly state: PlaygroundState;
  readonly report: OperatorReport;
  readonly progress: SendProgress;
}

/** How the gateway sends a request that a browser cannot send. */
export type GatewayManner = 'expects-continue' | 'http1.0' | 'nginx';

/** An upload that the gateway sends. */
export interface SendOrder {
  readonly service: ServiceId;
  readonly path: string;
  readonly bodyBytes: number;
  readonly requestId: string;
  readonly account: string;
}

/** An upload in a manner of its own. */
export interface MannerOrder extends SendOrder {
  readonly manner: GatewayManner;
}

/** A slow upload, with an accident when half of it has been sent. */
export interface AccidentOrder extends SendOrder {
  readonly accident: 'kill' | 'fill';
}

/** A request that was made, and the time that it took until its answer, in milliseconds. */
export interface TimedExchange {
  readonly exchange: Exchange;
  readonly milliseconds: number;
}

/** The findings about a URL, or why there are none. */
export interface InspectReply {
  readonly error?: string;
  readonly findings: readonly Finding[];
  readonly exchanges: readonly Exchange[];
}

/** A step of the lab, without the check of the answer, which the gateway does. */
export type LabStepText = Omit<LabStep, 'isRight'>;

/** The capacity of a volume, in bytes. */
export const CAPACITY_BYTES = 10_000_000;

/** The quota of an account, in bytes. */
export const QUOTA_BYTES = 8_000_000;

/** The longest upload that the gateway sends, in bytes. */
export const MAX_SEND_BYTES = 200_000_000;
