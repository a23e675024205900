// Runs a server in a separate process, started by server.mjs with a framework, a contender and options. Sends its port, and then answers
// questions.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const [framework, contender, options] = process.argv.slice(2);
const { start } = await import(`./${framework}.mjs`);

/** In milliseconds. Measured delays are too high by this. */
const RESOLUTION = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });

const QUESTIONS = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory() {
    // Twice, because the second run collects objects that finalizers released in the first.
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  },
  watch() {
    delay.reset();
    delay.enable();
    return true;
  },
  instrument: async () => (await import('./instrumentation.mjs')).instrument(),
  uninstrument: async () => (await import('./instrumentation.mjs')).uninstrument(),
  delay() {
    delay.disable();
    return delay.percentile(99) / 1e6 - RESOLUTION;
  },
};

process.on('message', async (question) => process.send(await QUESTIONS[question]()));
process.on('disconnect', () => process.exit());
process.send(await start(contender, JSON.parse(options)));
