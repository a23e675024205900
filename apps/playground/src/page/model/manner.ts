import { signal } from '@preact/signals';

import type { Manner } from './lanes.ts';

/** How the buttons send uploads, as chosen on the page. */
export const manner = signal<Exclude<Manner, 'slow'>>('browser');

/** The manners in words. Whatever a browser cannot do, the gateway does. */
export const MANNERS: Readonly<Record<Manner, { readonly label: string; readonly sentBy: string }>> = {
  browser: { label: 'This browser', sentBy: 'Sent by this browser.' },
  'expects-continue': {
    label: 'Expect: 100-continue',
    sentBy: 'Sent by the gateway: a browser cannot wait for 100 Continue.',
  },
  'http1.0': { label: 'HTTP/1.0', sentBy: 'Sent by the gateway: a browser does not speak HTTP/1.0.' },
  nginx: { label: 'Behind nginx', sentBy: 'Sent by the gateway through nginx.' },
  slow: { label: 'Slowly', sentBy: 'Sent by the gateway: a browser cannot send slowly on purpose.' },
};
