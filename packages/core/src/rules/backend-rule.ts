import type { RecognitionRule } from '../recognition-rule.ts';

/** The members of an error that a rule can be looked up by; of `message`, the first word, and of `status`, otherwise `statusCode`. */
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
 * The rule for one backend, with the values that make it worth asking: an error that has none of them costs a few
 * look-ups, however many backends there are.
 *
 * What stands above a rule becomes its entry in docs/recognition.md: the first line is the backend, then come the
 * paragraphs Recognized, Not recognized and Source.
 */
export interface BackendRule {
  readonly on: { readonly [Member in LookupMember]?: readonly unknown[] };
  readonly recognize: RecognitionRule;
}
