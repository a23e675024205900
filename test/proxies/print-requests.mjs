// Preloaded into a service. Prints the first line and the Expect header of each request that reaches it.
import { subscribe } from 'node:diagnostics_channel';

subscribe('http.server.request.start', ({ request }) => {
  const { method, url, httpVersion, headers } = request;
  console.log(`request: ${method} ${url} HTTP/${httpVersion}${headers.expect ? ` ${headers.expect}` : ''}`);
});
