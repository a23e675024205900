import { once } from 'node:events';
import { connect } from 'node:net';

import { missing } from './missing.ts';

/**
 * Returns why a server cannot be reached, or undefined if it listens.
 *
 * @throws Error if it does not listen although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export async function whyUnreachable(server: string, url: string): Promise<string | undefined> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    return missing(`no ${server} at ${host}: ${(error as NodeJS.ErrnoException).code}`, error);
  } finally {
    socket.destroy();
  }
}
