import type { Directive } from './directive.ts';

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|peers|resolvers|userlist|mailers|cache|program|ring|http-errors)$/;

/** Parses a configuration of haproxy: sections of directives, one per line. */
export function parseHaproxy(text: string, file: string): Directive[] {
  const sections: (Directive & { block: Directive[] })[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const [name, ...args] = raw
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (!name) continue;
    const directive = { name, args, file, line: index + 1 };
    if (SECTIONS.test(name)) sections.push({ ...directive, block: [] });
    else sections.at(-1)?.block.push(directive);
  }
  return sections;
}
