// Writes docs/recognition.md from the comments above the rules, or with --check tells whether it is as they say.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = new URL('../packages/core/src/', import.meta.url);
const PAGE = new URL('../docs/recognition.md', import.meta.url);
const WIDTH = 120;

/** The page ends with it, and test/recognition-page.test.ts runs it. */
const SNIPPET = `\`\`\`js core
import { createResponder, postgresTempFileLimit, recognize } from '@http507/core';

const queueFull = ({ code }) =>
  code === 'E_QUEUE_FULL' ? { kind: 'queue', resource: 'thumbnails', retryAfter: 30 } : undefined;

const thrown = new Error('Cannot make a thumbnail', { cause: { code: 'E_QUEUE_FULL' } });
console.log(recognize(thrown)); // undefined
const { kind, resource, retryAfter } = recognize(thrown, [queueFull]);
console.log(kind, resource, retryAfter); // queue thumbnails 30

createResponder({ recognize: [queueFull, postgresTempFileLimit] });
\`\`\`
`;

const page = createPage();
if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
else if (page !== readPage()) {
  console.error(`docs/recognition.md is out of date: run node ${fileURLToPath(import.meta.url)}`);
  process.exitCode = 1;
}

function createPage() {
  const rules = readRules();
  const backends = readBackends().map((name) => {
    const rule = rules.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`${name} has no comment`);
    const [title, ...paragraphs] = rule.paragraphs;
    return [`## ${title}`, ...expectParagraphs(name, paragraphs).map(emphasize)];
  });
  const onDemand = rules.filter(({ type }) => type === 'RecognitionRule');
  const sections = [
    '# What is recognized',
    '<!-- Made by scripts/recognition-page.mjs from the comments in packages/core/src: change it there. -->',
    'Which errors become a 507, which look like it and do not, and where that is known from.',
    ...backends.flat(),
    '## On demand',
    'These errors can mean something else as well. Who knows that they do not, in his case, gives the rules to `recognize` or to the option `recognize` of an adapter.',
    ...onDemand.map(({ name, paragraphs }) => `- \`${name}\`: ${paragraphs.join(' ')}`),
    '## How an error is looked at',
    ...readComment('recognize.ts', 'export function recognize(').filter((text) => !text.startsWith('@')),
    '## A rule of your own',
    ...readComment('recognition-rule.ts', 'export type RecognitionRule').filter(
      (text) => !text.startsWith('@'),
    ),
  ];
  return `${sections.map(wrap).join('\n\n')}\n\n${SNIPPET}`;
}

/** Returns the names of the rules in the order in which they are asked. */
function readBackends() {
  const [, list] = /const BACKENDS[^=]*= \[([^\]]*)\]/.exec(read('rules/apply-backend-rules.ts'));
  return list.match(/\w+/g);
}

/** Returns every exported rule with the paragraphs of its comment. */
function readRules() {
  const files = [...read('rules/apply-backend-rules.ts').matchAll(/from '\.\/([\w-]+\.ts)'/g)];
  return files.flatMap(([, file]) =>
    [
      ...read(`rules/${file}`).matchAll(
        /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const (\w+): (BackendRule|RecognitionRule)\b/g,
      ),
    ].map(([, comment, name, type]) => ({ name, type, paragraphs: splitParagraphs(comment) })),
  );
}

/** Returns the paragraphs of the comment right above a line of code. */
function readComment(file, code) {
  const source = read(file);
  const end = source.indexOf(code);
  const start = source.lastIndexOf('/**\n', end);
  return splitParagraphs(source.slice(start + 4, source.lastIndexOf(' */', end)));
}

function splitParagraphs(comment) {
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, ''));
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .map((text) => text.replaceAll('\n', ' ').trim())
    .filter(Boolean);
}

function expectParagraphs(name, paragraphs) {
  const heads = paragraphs.map((text) => text.split(':')[0]).join();
  if (heads !== 'Recognized,Not recognized,Source') throw new Error(`${name} has the paragraphs ${heads}`);
  return paragraphs;
}

function emphasize(paragraph) {
  return paragraph.replace(/^[^:]+:/, '**$&**');
}

/** Returns a paragraph in lines that are not too long. */
function wrap(paragraph) {
  const indent = paragraph.startsWith('- ') ? '  ' : '';
  if (/^[#<]/.test(paragraph)) return paragraph;
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (line.length <= WIDTH || lines.at(-1).trim() === '') lines[lines.length - 1] = line;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}

function read(file) {
  return readFileSync(new URL(file, SOURCES), 'utf8');
}

function readPage() {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch {
    return undefined; // Never written.
  }
}
