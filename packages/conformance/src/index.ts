export { CASES } from './cases.ts';
export { getHttp2 } from './clients/get-http2.ts';
export { upload } from './clients/upload.ts';
export { Collector } from './collector.ts';
export type { ConformanceCase } from './conformance-case.ts';
export { describeConformance } from './describe-conformance.ts';
export { type FullVolume, mountFullVolume } from './full-volume.ts';
export { listen } from './listen.ts';
export type { RouteContext, Scenario, Subject } from './subject.ts';
