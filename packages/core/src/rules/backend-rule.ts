import type { RecognitionRule } from '../recognition-rule.ts';

/** The members by which a rule is looked up: the first word of `message`, and `statusCode` or the response's status for `status`. */
export type LookupMember =
  | 'code'
  | 'errno'
  | 'number'
  | 'errorNum'
  | 'name'
  | 'message'
  | 'status'
  | 'killed';

/**
 * The rule for one backend. It is called only for errors that have one of the values in `on`, so that an unrelated error costs a few
 * lookups, however many backends there are.
 *
 * The comment of a rule becomes its entry in docs/recognition.md: a line that names the backend, then the paragraphs Recognized, Not
 * recognized and Source.
 */
export interface BackendRule {
  readonly on: { readonly [Member in LookupMember]?: readonly unknown[] };
  readonly recognize: RecognitionRule;
}
