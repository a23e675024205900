/** One line or block of a configuration. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly file: string;
  /** The first line is 1. */
  readonly line: number;
  /** The directives of its block, if it has one. */
  readonly block?: readonly Directive[];
}

/** A directive and the blocks around it, the innermost first. */
export interface Located {
  readonly directive: Directive;
  readonly around: readonly Directive[];
}

/** Returns all directives with the blocks around them, in the order of the file. */
export function walk(directives: readonly Directive[], around: readonly Directive[] = []): Located[] {
  return directives.flatMap((directive) => [
    { directive, around },
    ...walk(directive.block ?? [], [directive, ...around]),
  ]);
}
