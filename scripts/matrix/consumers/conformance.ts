import type { Subject } from '@http507/conformance';

export function versionOf(subject: Subject): string {
  return subject.version;
}
// @ts-expect-error: there is no such member, so the types are not `any`.
export type Wrong = Subject['none'];
