// To be preloaded into a service: prints the first line of each request that reaches it, and whether it waits for 100.
import { subscribe } from 'node:diagnostics_channel';

subscribe('http.server.request.start', ({ request }) => {
  const { method, url, httpVersion, headers } = request;
  console.log(`request: ${method} ${url} HTTP/${httpVersion}${headers.expect ? ` ${headers.expect}` : ''}`);
});
