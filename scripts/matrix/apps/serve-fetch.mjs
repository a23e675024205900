/** Serves a fetch handler with the runtime's own server and resolves to the port. */
export async function serveFetch(load, fetch) {
  const hostname = '127.0.0.1';
  if ('Bun' in globalThis) return globalThis.Bun.serve({ hostname, port: 0, fetch }).port;
  if ('Deno' in globalThis) {
    return globalThis.Deno.serve({ hostname, port: 0, onListen: () => {} }, fetch).addr.port;
  }
  const { serve } = await load('@hono/node-server');
  return new Promise((resolve) => serve({ hostname, port: 0, fetch }, ({ port }) => resolve(port)));
}
