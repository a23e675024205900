import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

import type { Directive } from './directive.ts';

/** Enough for any real configuration, and a bound for one that includes itself. */
const MAX_FILES = 1_000;

/**
 * Replaces each `include` by the directives of its files, if they can be read. A `*` is supported in file names only. Relative paths start
 * at the folder of the main file.
 */
export function resolveIncludes(
  directives: readonly Directive[],
  mainFile: string,
  names: readonly string[],
  parse: (text: string, file: string) => Directive[],
): Directive[] {
  let left = MAX_FILES;
  const resolve = (all: readonly Directive[]): Directive[] =>
    all.flatMap((directive) => {
      const { name, args, block } = directive;
      if (block) return [{ ...directive, block: resolve(block) }];
      if (!names.includes(name.toLowerCase()) || args[0] === undefined) return [directive];
      const pattern = isAbsolute(args[0]) ? args[0] : join(dirname(mainFile), args[0]);
      return filesOf(pattern).flatMap((file) => {
        left -= 1;
        const text = left > 0 ? read(file) : undefined;
        return text === undefined ? [] : resolve(parse(text, file));
      });
    });
  return resolve(directives);
}

function filesOf(pattern: string): string[] {
  const name = basename(pattern);
  if (!name.includes('*')) return [pattern];
  const parts = name.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  try {
    const files = readdirSync(dirname(pattern)).filter((file) => expression.test(file));
    return files.sort().map((file) => join(dirname(pattern), file));
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
