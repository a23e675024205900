import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A fenced block of a README. */
export interface CodeBlock {
  /** The README's path, from the root. */
  readonly file: string;
  /** What follows the fence: the language, then words of our own. */
  readonly language: string;
  readonly tag: string;
  readonly code: string;
}

/** Returns every tagged or http block of the READMEs at the root and in packages. */
export function readCodeBlocks(): CodeBlock[] {
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', ...packages].flatMap((file) =>
    [...read(file).matchAll(/^```(\w+) ?([\w ]*)\n(.*?)^```$/gms)].map(
      ([, language = '', tag = '', code = '']) => ({
        file,
        language,
        tag,
        code,
      }),
    ),
  );
}

function read(file: string): string {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return ''; // A package that is not for users has none.
  }
}
