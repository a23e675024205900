import type { Directive } from './directive.ts';
import { DoctorError } from './doctor-error.ts';

interface Token {
  readonly text: string;
  readonly line: number;
  readonly isQuoted: boolean;
}

/** A comment, a quoted string, a mark, or a word (nginx, src/core/ngx_conf_file.c, `ngx_conf_read_token`). */
const TOKEN = /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|(?:\\.|\$\{[^}]*\}|[^\s{};\\])+|\s+/gs;

/**
 * Parses a configuration of nginx.
 *
 * @throws DoctorError if a block does not end
 */
export function parseNginx(text: string, file: string): Directive[] {
  const tokens = tokenize(text);
  let next = 0;
  const parseBlock = (isTop: boolean): Directive[] => {
    const directives: Directive[] = [];
    let words: Token[] = [];
    for (let token = tokens[next]; token; token = tokens[next]) {
      next += 1;
      if (token.isQuoted || !'{};'.includes(token.text)) {
        words.push(token);
        continue;
      }
      if (token.text === '}') {
        if (isTop) throw new DoctorError(`${file}:${token.line}: unexpected "}"`);
        return directives;
      }
      const [name, ...args] = words;
      words = [];
      const block = token.text === '{' ? parseBlock(false) : undefined;
      if (!name) continue;
      const directive = { name: name.text, args: args.map((word) => word.text), file, line: name.line };
      directives.push(block ? { ...directive, block } : directive);
    }
    if (!isTop) throw new DoctorError(`${file}: a block does not end`);
    return directives;
  };
  return parseBlock(true);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    const isQuoted = /^["']/.test(token);
    if (!token.startsWith('#') && token.trim() !== '')
      tokens.push({ text: isQuoted ? token.slice(1, -1) : token, line, isQuoted });
    line += token.split('\n').length - 1;
  }
  return tokens;
}
