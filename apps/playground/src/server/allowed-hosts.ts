/** Matches the names and literal addresses of this machine. Any other name could resolve to another machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Returns the hosts that the inspector may ask, from a list with commas, such as `files.example,10.0.0.7:8080`. */
export function readAllowedHosts(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
}

/** Returns whether the inspector may ask a URL: on this machine, or on a host that whoever has started the playground allows. */
export function isAllowed(url: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, host } = new URL(url);
  return LOOPBACK.test(hostname) || allowedHosts.includes(hostname) || allowedHosts.includes(host);
}
