import { describeConformance } from '@http507/conformance';

import { koa } from './subject.ts';

describeConformance(
  koa('koa2', {
    'http2.head': 'Koa 2 never answers HEAD over HTTP/2, whoever makes the answer',
    'headers.head.http2': 'Koa 2 never answers HEAD over HTTP/2, whoever makes the answer',
  }),
  2,
);
