import { signal } from '@preact/signals';

import type { Manner } from './lanes.ts';

/** A manner in which the buttons can send. */
export type ChosenManner = Exclude<Manner, 'slow'>;

/** How the buttons send uploads, as chosen on the page. */
export const manner = signal<ChosenManner>('browser');

/** The manners to choose from, with the words that follow "Send uploads". */
export const CHOICES: readonly (readonly [ChosenManner, label: string])[] = [
  ['browser', 'from this browser'],
  ['expects-continue', 'with Expect: 100-continue'],
  ['http1.0', 'over HTTP/1.0'],
  ['nginx', 'through nginx'],
];

/** Who sends an upload, and why. Whatever a browser cannot do, the gateway does, and it has only the length of the file. */
export const SENT_BY: Readonly<Record<Manner, string>> = {
  browser: 'Sent by this browser.',
  'expects-continue':
    'Sent by the gateway, as zeros of the same length: a browser cannot wait for 100 Continue.',
  'http1.0': 'Sent by the gateway, as zeros of the same length: a browser does not speak HTTP/1.0.',
  nginx: 'Sent by the gateway through nginx, as zeros of the same length.',
  slow: 'Sent by the gateway, as zeros of the same length: a browser cannot send slowly on purpose.',
};
