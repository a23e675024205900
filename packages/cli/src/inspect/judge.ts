import type { Recording } from './exchange.ts';
import type { Evidence, Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** What was found, and in the answers to which requests. */
export interface FindingEvidence {
  /** What was found, shortened to one line. */
  readonly text: string;
  /** The requests, in words. */
  readonly requests: readonly string[];
}

/** A mistake that a rule has found. */
export interface Finding extends Omit<Rule, 'find'> {
  readonly evidence: readonly FindingEvidence[];
}

/** Returns the findings of all rules, in the order of the rules. Makes no requests. */
export function judge(recording: Recording): Finding[] {
  return RULES.flatMap(({ find, ...rule }) => {
    const evidence = find(recording);
    return evidence.length > 0 ? [{ ...rule, evidence: group(evidence) }] : [];
  });
}

/** The same text is listed once, with the requests that it was found in. */
function group(evidence: readonly Evidence[]): FindingEvidence[] {
  const requests = new Map<string, Set<string>>();
  for (const { request, text } of evidence) {
    const found = requests.get(text) ?? new Set();
    requests.set(text, found.add(request));
  }
  return [...requests].map(([text, found]) => ({ text, requests: [...found] }));
}
