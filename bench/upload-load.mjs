// The load on an example service, of its own process, started by uploads.mjs: each message is one round of uploads.
import autocannon from 'autocannon';

let files = 0;

process.on('message', async ({ port, bytes, amount, connections }) => {
  const run = autocannon({
    url: `http://127.0.0.1:${port}`,
    amount,
    connections,
    // It looks that often whether all is done.
    sampleInt: 50,
    requests: [
      {
        method: 'PUT',
        body: Buffer.alloc(bytes, 'x'),
        // New ones: what takes the place of a file as long takes no room.
        setupRequest(request) {
          files += 1;
          return { ...request, path: `/files/${files}` };
        },
      },
    ],
  });
  const start = performance.now();
  let end = start;
  run.on('response', () => {
    end = performance.now();
  });
  const result = await run;
  const failed = amount - result['2xx'];
  process.send(failed === 0 ? { seconds: (end - start) / 1000 } : { failed });
});
