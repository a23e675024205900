import { PROXIES, type ProxyKind } from './proxies.ts';

/** A proxy with one configuration, and its expected behavior. */
export interface Mode {
  readonly kind: ProxyKind;
  readonly as: 'configured' | 'by default';
  readonly configuration: string;
  /** The long uploads that lose their 507, if the proxy reads no answer before it has sent the whole upload. */
  readonly lost?: { readonly refused?: true; readonly midway: true };
  /** The findings of `http507 doctor`. */
  readonly findings: readonly string[];
  /** Which of the two answers `Expect: 100-continue`. */
  readonly continues: 'the service' | 'the proxy';
}

/** Every proxy, configured as in docs/proxies and by default. */
export const MODES: readonly Mode[] = [
  { ...configured(PROXIES.nginx), findings: [], continues: 'the proxy' },
  { ...byDefault(PROXIES.nginx), findings: ['nginx.request-buffering'], continues: 'the proxy' },
  // If an upload is refused at once, httpd sends none of it. Once it has started, httpd sends all of it.
  { ...configured(PROXIES.apache), findings: [], continues: 'the service', lost: { midway: true } },
  {
    ...byDefault(PROXIES.apache),
    findings: ['apache.no-ping'],
    continues: 'the service',
    lost: { refused: true, midway: true },
  },
  { ...configured(PROXIES.haproxy), findings: [], continues: 'the service' },
  { ...byDefault(PROXIES.haproxy), findings: [], continues: 'the service' },
  { ...configured(PROXIES.varnish), findings: [], continues: 'the proxy' },
  {
    ...byDefault(PROXIES.varnish),
    findings: ['varnish.no-pipe'],
    continues: 'the proxy',
    lost: { refused: true, midway: true },
  },
];

function configured(kind: ProxyKind): Pick<Mode, 'kind' | 'as' | 'configuration'> {
  return { kind, as: 'configured', configuration: kind.configuration };
}

function byDefault(kind: ProxyKind): Pick<Mode, 'kind' | 'as' | 'configuration'> {
  return { kind, as: 'by default', configuration: kind.plain };
}
