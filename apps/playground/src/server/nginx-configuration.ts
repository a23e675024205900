import { join } from 'node:path';

import type { ServiceId } from '../protocol.ts';

/**
 * Returns the configuration of an nginx in front of the services.
 *
 * @param folder - an existing folder for its files
 * @param origins - of the services
 */
export function nginxConfiguration(
  folder: string,
  port: number,
  origins: ReadonlyMap<ServiceId, string>,
): string {
  // The services get their own Host, which is nginx's default.
  const locations = [...origins].map(
    ([id, origin]) => `location /${id}/ { proxy_pass ${origin}/; proxy_http_version 1.1; }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  // One process with the user of this one: root of a user namespace cannot become anyone else.
  return `daemon off;
master_process off;
${process.getuid?.() === 0 ? 'user root root;' : ''}
pid ${join(folder, 'nginx.pid')};
error_log stderr error;
events { worker_connections 64; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  # Uploads pass through as they arrive, whatever their length.
  proxy_request_buffering off;
  client_max_body_size 0;
  # The name of another site can resolve to this machine.
  server {
    listen 127.0.0.1:${port} default_server;
    return 403;
  }
  server {
    listen 127.0.0.1:${port};
    server_name 127.0.0.1;
    ${locations.join('\n    ')}
  }
}
`;
}
