import { describeConformance } from '@http507/conformance';

import { express } from './subject.ts';

describeConformance(express('express4', false), 4);
