// Measures the memory of a server after many failures.
import { compare } from './compare.mjs';
import { frameworks, load, startServer } from './server.mjs';
import { PATH, STATUS } from './storm.mjs';

const EARLY = 20_000;
const LATE = 200_000;

/** Returns the table's rows. */
export async function benchMemory() {
  const rows = [];
  for (const [framework, name] of frameworks) rows.push(...(await benchFramework(framework, name)));
  return rows;
}

async function benchFramework(framework, name) {
  // Without Fastify's own logger, whose memory grows when requests arrive as fast as they can be answered.
  const server = await startServer(framework, 'http507');
  try {
    // Pipelined, because that is faster and needs no more memory.
    const fail = (amount) => load(server, PATH, STATUS.http507, { amount, pipelining: 8 });
    await fail(EARLY);
    const early = await server.ask('memory');
    await fail(LATE - EARLY);
    const late = await server.ask('memory');
    return ['heapUsed', 'rss'].map((member) =>
      compare({
        what: `${member === 'rss' ? 'RSS' : 'heap'} after ${LATE.toLocaleString('en')} failures, ${name}`,
        ours: [late[member] / 2 ** 20],
        peer: `after ${EARLY.toLocaleString('en')}`,
        theirs: [early[member] / 2 ** 20],
        unit: 'MiB',
        fewer: true,
      }),
    );
  } finally {
    await server.stop();
  }
}
