/** A subroutine of VCL. */
export interface Subroutine {
  readonly name: string;
  readonly file: string;
  /** The line of its first statement. */
  readonly line: number;
  /** Its body, without comments. Line breaks are kept. */
  readonly body: string;
}

/** Returns the subroutines of a VCL file. Several of the same name run one after the other (VCL, "Subroutines"). */
export function parseVarnish(text: string, file: string): Subroutine[] {
  const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*|#[^\n]*/gs, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...code.matchAll(/\bsub\s+(\w+)\s*\{/g)].map((match) => {
    const start = match.index + match[0].length;
    const line = code.slice(0, start).split('\n').length;
    return { name: String(match[1]), file, line, body: code.slice(start, endOf(code, start)) };
  });
}

function endOf(code: string, start: number): number {
  let depth = 1;
  for (let index = start; index < code.length; index += 1) {
    if (code[index] === '{') depth += 1;
    else if (code[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return code.length;
}
