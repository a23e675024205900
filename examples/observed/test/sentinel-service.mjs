// The observed service, with its ledger in Redis behind Sentinel.
import { openSentinelStore } from '../../store/test/faults/open-sentinel-store.mjs';
import { serveObserved } from '../dist/serve-observed.js';

await serveObserved(openSentinelStore);
