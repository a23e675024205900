import type { Subject } from './subject.ts';

/** One requirement for every adapter. */
export interface ConformanceCase {
  /** Never changes, because reports, exceptions and documents refer to it. */
  readonly id: string;
  /** The requirement, a sentence that starts with MUST. */
  readonly must: string;
  /** What the case needs in addition to the subject. If it is missing, the case is skipped and its title says so. */
  readonly needs?: 'http2' | 'curl' | 'nginx' | '/dev/full';
  /** Resolves if the subject meets the requirement, and rejects if it does not. */
  readonly check: (subject: Subject) => Promise<void>;
}
