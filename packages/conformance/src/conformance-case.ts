import type { Subject } from './subject.ts';

/** One thing that every adapter must do. */
export interface ConformanceCase {
  /** Frozen: reports, exceptions and documents refer to it. */
  readonly id: string;
  /** The requirement, a sentence that starts with MUST. */
  readonly must: string;
  /** What the case needs beyond the subject; without it the case is skipped, and says so. */
  readonly needs?: 'http2' | 'curl' | 'nginx' | '/dev/full';
  /** Resolves when the subject meets the requirement, rejects when it does not. */
  readonly check: (subject: Subject) => Promise<void>;
}
