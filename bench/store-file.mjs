// `npm run bench:store` compares storeFile with a pipeline into createWriteStream and a rename, and writes the results to STORE-RESULTS.md.
// Build first.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { meter, quota, storeFile } from '../packages/guard/dist/index.js';

/** The number of rounds. The order of the variants alternates. */
const ROUNDS = 15;

const CHUNK = Buffer.alloc(64 * 1024, 'x');
const guard = quota({ limit: Number.MAX_SAFE_INTEGER, usage: () => 0 });

/** The sizes, with the number of files per round. */
const SIZES = [
  { name: '1 kB', bytes: 1_000, files: 300, durableFiles: 60 },
  { name: '64 kB', bytes: 65_536, files: 200, durableFiles: 60 },
  { name: '10 MB', bytes: 10_000_000, files: 8, durableFiles: 8 },
];

const folder = await mkdtemp(join(tmpdir(), 'http507-bench-'));
const rows = [];
try {
  for (const { name, bytes, files, durableFiles } of SIZES) {
    for (const durable of [false, true]) {
      const count = durable ? durableFiles : files;
      const variants = {
        withPipeline: (path) => storeByPipeline(sourceOf(bytes), path, durable),
        storeFile: (path) => storeFile(sourceOf(bytes), path, { durable }),
        pipelineWithQuota: async (path) =>
          storeByPipeline(sourceOf(bytes), path, durable, await guard.reserve('a', bytes)),
        withQuota: async (path) =>
          storeFile(sourceOf(bytes), path, { durable, reservation: await guard.reserve('a', bytes) }),
      };
      const times = await measure(variants, count);
      const rate = (variant) => (count * 1000) / median(times[variant]);
      const ratio = (one, other) => median(times[one].map((time, round) => time / times[other][round]));
      rows.push(
        `| ${name} | ${durable ? 'yes' : 'no'} | ${rate('withPipeline').toFixed(0)} | ${rate('storeFile').toFixed(0)} | ${ratio('withPipeline', 'storeFile').toFixed(2)} | ${ratio('pipelineWithQuota', 'withQuota').toFixed(2)} |`,
      );
      console.log(rows.at(-1));
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

const results = `# The cost of storeFile

Written by \`npm run bench:store\` on Node ${process.version} with ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), in the folder for temporary files.

Files are stored one after the other from a stream of 64 KiB chunks. "pipeline" is a \`pipeline\` into \`createWriteStream\` with a temporary name, and
a \`rename\`. If durable, it also flushes the file before the rename and the folder after it. Each round stores the same files with every
variant, in alternating order. A ratio is the median of ${ROUNDS} rounds. Above 1, \`storeFile\` is faster. With a quota, both
meter, look up the replaced file and commit. The target is 0.97.

| file | durable | pipeline, files/s | storeFile, files/s | ratio | ratio with a quota |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
await writeFile(new URL('STORE-RESULTS.md', import.meta.url), results);

async function storeByPipeline(source, path, durable, reservation) {
  const part = `${path}.part`;
  const metered = reservation ? [meter(reservation)] : [];
  await pipeline(source, ...metered, createWriteStream(part, { flush: durable }));
  if (reservation) {
    const old = await lstat(path).catch(() => undefined);
    await reservation.commit(reservation.writtenBytes, { replacedBytes: old?.size ?? 0 });
  }
  await rename(part, path);
  if (durable) {
    const handle = await open(dirname(path), 'r');
    await handle.sync();
    await handle.close();
  }
}

async function measure(variants, count) {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  const names = Object.keys(variants);
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const paths = Array.from({ length: count }, () => join(folder, randomUUID()));
      const start = performance.now();
      for (const path of paths) await variants[name](path);
      const time = performance.now() - start;
      if (round > 0) times[name].push(time);
      await Promise.all(paths.map((path) => rm(path)));
    }
  }
  return times;
}

function sourceOf(bytes) {
  return Readable.from(
    (function* () {
      for (let rest = bytes; rest > 0; rest -= CHUNK.byteLength)
        yield rest < CHUNK.byteLength ? CHUNK.subarray(0, rest) : CHUNK;
    })(),
    { objectMode: false, highWaterMark: 65_536 },
  );
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
