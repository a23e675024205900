import { describeConformance } from '@http507/conformance';

import { hapi } from './hapi.ts';

describeConformance(hapi, 21);
