import type { Directive } from './directive.ts';
import { DoctorError } from './doctor-error.ts';

interface Block extends Directive {
  readonly block: Directive[];
}

/**
 * Parses a configuration of Apache httpd: a directive per line, and sections in angle brackets.
 *
 * @throws DoctorError if a section does not end or ends twice
 */
export function parseApache(text: string, file: string): Directive[] {
  const top: Directive[] = [];
  const open: Block[] = [];
  for (const { words, line } of linesOf(text)) {
    const [first = '', ...args] = words;
    if (first.startsWith('</')) {
      if (!open.pop()) throw new DoctorError(`${file}:${line}: unexpected ${first}`);
      continue;
    }
    const target = open.at(-1)?.block ?? top;
    if (!first.startsWith('<')) target.push({ name: first, args, file, line });
    else {
      const section: Block = { name: first.slice(1), args: args.map(withoutBracket), file, line, block: [] };
      target.push(section);
      open.push(section);
    }
  }
  if (open.length > 0) throw new DoctorError(`${file}: <${open.at(-1)?.name}> does not end`);
  return top;
}

/** Returns the words of each line. A backslash at the end continues a line. */
function* linesOf(text: string): Generator<{ words: string[]; line: number }> {
  let begun = '';
  let start = 1;
  for (const [index, part] of text.split(/\r?\n/).entries()) {
    if (begun === '') start = index + 1;
    begun += part;
    if (begun.endsWith('\\')) {
      begun = `${begun.slice(0, -1)} `;
      continue;
    }
    const trimmed = begun.trim();
    begun = '';
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const words = [...trimmed.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\S+/g)].map(
      ([word, double, single]) => double ?? single ?? word,
    );
    yield { words, line: start };
  }
}

function withoutBracket(word: string): string {
  return word.replace(/>$/, '');
}
