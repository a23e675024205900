import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { printFromSnippet } from './run-snippet.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test('docs/recognition.md matches the comments of the rules', () => {
  execFileSync(process.execPath, [at('../scripts/recognition-page.mjs'), '--check']);
});

test('the snippet of docs/recognition.md runs', async () => {
  const page = readFileSync(at('../docs/recognition.md'), 'utf8');
  const [, code = ''] = /^```js core\n(.*?)^```$/ms.exec(page) ?? [];
  expect(await printFromSnippet('core', code)).toBe('undefined\nqueue thumbnails 30\n');
});
