// Generates load on an example service in a separate process, started by uploads.mjs. Each message starts one round of uploads.
import autocannon from 'autocannon';

let files = 0;

process.on('message', async ({ port, bytes, amount, connections }) => {
  const run = autocannon({
    url: `http://127.0.0.1:${port}`,
    amount,
    connections,
    // How often autocannon checks whether it is done, in milliseconds.
    sampleInt: 50,
    requests: [
      {
        method: 'PUT',
        body: Buffer.alloc(bytes, 'x'),
        // New names, because replacing a file of the same length would need no room.
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
