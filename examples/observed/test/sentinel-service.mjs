// The observed service, with its ledger in Redis behind Sentinel.
import { openRedisStore } from '../../store/test/faults/open-redis-store.mjs';
import { serveObserved } from '../dist/serve-observed.js';

await serveObserved(openRedisStore);
