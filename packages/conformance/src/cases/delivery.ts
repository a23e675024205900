import { curlUpload } from '../clients/curl.ts';
import { UPLOADERS } from '../clients/uploaders.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { expectDelivered, expectDeliveredThrough } from '../expect-delivered.ts';
import { startHttp10Proxy } from '../http10-proxy.ts';
import { startNginx } from '../nginx.ts';
import { REFUSED } from '../refused.ts';
import type { Subject } from '../subject.ts';

/** Uploads that are refused before their bodies are read. */
export const deliveryCases: readonly ConformanceCase[] = [
  ...Object.entries(UPLOADERS).map(([name, upload]) => ({
    id: `delivery.refused.${name.replaceAll(' ', '-')}`,
    must: `MUST deliver the 507 to 20 of 20 uploads of 20 MB by ${name}`,
    check: (subject: Subject) => expectDelivered(subject, REFUSED, upload),
  })),
  {
    id: 'delivery.refused.curl',
    must: 'MUST deliver the 507 to 20 of 20 uploads of 20 MB by curl',
    needs: 'curl',
    check: (subject) =>
      expectDelivered(subject, REFUSED, (url, size) => curlUpload(url, size, '--header', 'Expect:')),
  },
  {
    id: 'delivery.http10-proxy',
    must: 'MUST deliver the 507 to 20 of 20 uploads of 20 MB through a proxy that speaks HTTP/1.0 and closes its side',
    check: (subject) => expectDeliveredThrough(subject, REFUSED, startHttp10Proxy),
  },
  {
    id: 'delivery.nginx',
    must: 'MUST deliver the 507 to 20 of 20 uploads of 20 MB through a default nginx',
    needs: 'nginx',
    check: (subject) => expectDeliveredThrough(subject, REFUSED, startNginx),
  },
];
