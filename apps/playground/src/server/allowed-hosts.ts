/** Matches the names and literal addresses of this machine. Any other name could resolve to another machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns the hosts that the inspector may ask, from a list with commas, such as `files.example,10.0.0.7:8080`. A host without a port allows all of
 * its ports.
 *
 * @throws Error that names the entry that is not a host
 */
export function readAllowedHosts(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(readHost);
}

/** Returns whether the inspector may ask a URL: on this machine, or on a host that whoever has started the playground allows. */
export function isAllowed(url: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, port, protocol } = new URL(url);
  const effectivePort = port || (protocol === 'https:' ? '443' : '80');
  return (
    LOOPBACK.test(hostname) ||
    allowedHosts.includes(hostname) ||
    allowedHosts.includes(`${hostname}:${effectivePort}`)
  );
}

/** Returns a host as URLs have it, with its port if the entry has one. */
function readHost(entry: string): string {
  if (/[/\\?#@]/.test(entry) || !URL.canParse(`http://${entry}`)) {
    throw new Error(
      `PLAYGROUND_ALLOW must be a list of hosts, such as files.example,10.0.0.7:8080,[2001:db8::7], not "${entry}"`,
    );
  }
  const { hostname, port } = new URL(`http://${entry}`);
  // URLs leave out the port of their own scheme.
  const anyPort = port || new URL(`https://${entry}`).port;
  return anyPort === '' ? hostname : `${hostname}:${anyPort}`;
}
