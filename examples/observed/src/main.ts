import { openStore } from '@http507/example-store';

import { serveObserved } from './serve-observed.ts';

await serveObserved(() => openStore(5078));
