import { PROXIES, type ProxyKind } from './proxies.ts';

/** A proxy with one configuration, and what it does with it. */
export interface Mode {
  readonly kind: ProxyKind;
  readonly as: 'configured' | 'by default';
  readonly configuration: string;
  /** The status that it answers by itself, where it reads no answer before it has sent the whole upload. */
  readonly lost?: { readonly refused?: number; readonly midway?: number };
  /** Who answers `Expect: 100-continue`. */
  readonly continues: 'the service' | 'the proxy';
}

/** Every proxy, configured as in docs/proxies and by default. */
export const MODES: readonly Mode[] = [
  { ...configured(PROXIES.nginx), continues: 'the proxy' },
  { ...byDefault(PROXIES.nginx), continues: 'the proxy' },
  // Refused at once it costs no byte; once it has begun, httpd sends it all.
  { ...configured(PROXIES.apache), continues: 'the service', lost: { midway: 502 } },
  { ...byDefault(PROXIES.apache), continues: 'the service', lost: { refused: 502, midway: 502 } },
  { ...configured(PROXIES.haproxy), continues: 'the service' },
  { ...byDefault(PROXIES.haproxy), continues: 'the service' },
  { ...configured(PROXIES.varnish), continues: 'the proxy' },
  { ...byDefault(PROXIES.varnish), continues: 'the proxy', lost: { refused: 503, midway: 503 } },
];

function configured(kind: ProxyKind): Pick<Mode, 'kind' | 'as' | 'configuration'> {
  return { kind, as: 'configured', configuration: kind.configuration };
}

function byDefault(kind: ProxyKind): Pick<Mode, 'kind' | 'as' | 'configuration'> {
  return { kind, as: 'by default', configuration: kind.plain };
}
