import { describeConformance } from '@http507/conformance';

import { major, onExpress, onFastify } from './subject.ts';

describeConformance(onExpress, major);
describeConformance(onFastify, major);
