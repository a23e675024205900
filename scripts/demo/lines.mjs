/** Headers that describe the connection, not the answer. */
const INCIDENTAL = new Set(['date', 'connection', 'keep-alive']);

/** In characters: as wide as the terminal, and never wider than 100. */
const WIDTH = Math.min(process.stdout.columns ?? 100, 100);

/** Returns an answer line by line, as the client receives it, with the body wrapped. */
export function linesOf({ failure, status, reason, headers = [], body = '' }) {
  if (failure) return [failure];
  return [
    `HTTP/1.1 ${status} ${reason}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    ...wrap(body),
  ];
}

/** Returns the lines of an answer that differ from another one, ignoring the time and the connection. */
export function differences(answer, other) {
  const known = new Set(linesOf(other).map(normalize));
  return linesOf(answer).filter(
    (line) => !known.has(normalize(line)) && !INCIDENTAL.has(line.split(':')[0].toLowerCase()),
  );
}

/**
 * Returns an answer in one line: its status and the first words of its body that a person would read.
 *
 * @param indent - the characters that precede it on its line
 */
export function summarize({ failure, status, body }, indent) {
  const line = failure ?? `${status} ${wordsOf(body)}`;
  const width = WIDTH - indent;
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function wordsOf(body) {
  try {
    return JSON.parse(body).message;
  } catch {
    const text = body.replace(/<title>.*?<\/title>|<[^>]*>|&nbsp;/gs, ' ');
    return text.replace(/\s+/g, ' ').trim();
  }
}

/** Header names are case-insensitive. */
function normalize(line) {
  const [, name, rest] = /^([\w-]+)(: .*)$/.exec(line) ?? [];
  return name === undefined ? line : name.toLowerCase() + rest;
}

/** Breaks JSON after commas, so that each line fits when it is indented by two characters. */
function wrap(body) {
  const lines = [''];
  for (const piece of body.split(/(?<=,)/)) {
    if (lines.at(-1).length + piece.length > WIDTH - 2) lines.push('');
    lines[lines.length - 1] += piece;
  }
  return lines;
}
