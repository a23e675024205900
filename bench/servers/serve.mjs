// A server in a process of its own, started by server.mjs with a framework, a contender and options; tells its port, and then
// what it is asked for.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const [framework, contender, options] = process.argv.slice(2);
const { start } = await import(`./${framework}.mjs`);

/** In milliseconds; what is measured is this much too high. */
const RESOLUTION = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });

const QUESTIONS = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory() {
    // Twice: what finalizers let go of in the first is collected in the second.
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
  delay() {
    delay.disable();
    return delay.percentile(99) / 1e6 - RESOLUTION;
  },
};

process.on('message', (question) => process.send(QUESTIONS[question]()));
process.on('disconnect', () => process.exit());
process.send(await start(contender, JSON.parse(options)));
