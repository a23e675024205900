import type { SentAnswer } from '../protocol.ts';

/** What a service tells the gateway, which has started it. */
export type ServiceMessage =
  | { readonly type: 'listening'; readonly origin: string }
  | { readonly type: 'reserved'; readonly reservedBytes: number }
  | { readonly type: 'answer'; readonly answer: SentAnswer }
  | {
      readonly type: 'event';
      readonly channel: string;
      readonly requestId?: string;
      readonly text: string;
    };

/** Asks a service for a `reserved` message. */
export const MEASURE = 'measure';
