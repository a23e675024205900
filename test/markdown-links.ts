import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the relative links of a Markdown file whose target file or heading does not exist. */
export function findBrokenLinks(file: string): string[] {
  const links = [...withoutCode(file).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/i.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), decodeURIComponent(path));
      return !existsSync(target) || (anchor !== undefined && !readAnchors(target).includes(anchor));
    });
}

function readAnchors(path: string): string[] {
  const file = statSync(path).isDirectory() ? join(path, 'README.md') : path;
  // Like GitHub.
  return [...withoutCode(file).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(file: string): string {
  return readFileSync(file, 'utf8').replace(/^```.*?^```$/gms, '');
}
