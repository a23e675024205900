/** Prints where a server listens, as the example services do. */
export function reportPort(server) {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
}
