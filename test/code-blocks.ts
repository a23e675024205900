import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A fenced block of a README or of a page in docs. */
export interface CodeBlock {
  /** The document's path, relative to the root. */
  readonly file: string;
  /** The info string of the fence: the language, then tags of this project. */
  readonly language: string;
  readonly tag: string;
  readonly code: string;
}

/** Returns the paths of every README and of the pages in docs, relative to the root. */
export function listDocuments(): string[] {
  return walk('').sort();
}

/** Returns the text of a document. */
export function readDocument(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Returns every fenced block of the documents. */
export function readCodeBlocks(): CodeBlock[] {
  return listDocuments().flatMap((file) =>
    [...readDocument(file).matchAll(/^ *```(\w*) ?([^\n]*)\n(.*?)^ *```$/gms)].map(
      ([, language = '', tag = '', code = '']) => ({ file, language, tag, code }),
    ),
  );
}

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return /^\.|^(?:node_modules|dist|coverage)$/.test(entry.name) ? [] : walk(path);
    }
    return entry.name === 'README.md' || /^docs\/(?:operations\/)?[^/]+\.md$/.test(path) ? [path] : [];
  });
}
