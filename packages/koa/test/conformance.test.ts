import { describeConformance } from '@http507/conformance';

import { koa } from './subject.ts';

describeConformance(koa('koa'), 3);
