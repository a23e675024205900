import { describeConformance } from '@http507/conformance';

import { fastify } from './subject.ts';

describeConformance(fastify('fastify4'), 4);
