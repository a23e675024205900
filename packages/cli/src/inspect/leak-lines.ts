import { aboutStorage } from './about-storage.ts';
import { evidenceOf } from './evidence.ts';
import type { RecordedAnswer, Recording } from './exchange.ts';
import type { Evidence } from './rule.ts';

/** In characters. Longer lines are split, so that no pattern takes long. */
const MAX_LINE = 500;

/** In characters. Enough to find it again, too few to use it. */
const SHOWN = 24;

/** Headers that hold no text of the service, or text that is meant for the client. */
const OPAQUE =
  /^(?:content-security-policy|date|etag|expires|last-modified|nel|report-to|set-cookie|server|via)$/;

/** A frame of a stack trace in JavaScript, Java, .NET, Python, PHP or Go, or its first line. */
const STACK =
  /\bat .{0,200}(?:[(/\\]|node:|<anonymous>)\S{0,300}:\d+:\d+|\bat [\w$.<>]+\([\w$]+\.(?:java|kt|scala|groovy):\d+\)|\bat [\w.`<>]+\(.{0,200}\) in .{1,200}:line \d+|Traceback \(most recent call last\)|\bFile ".{1,200}", line \d+|\bCaused by: [\w.$]+(?:Exception|Error)|#\d+ [^\s(]{1,200}\(\d+\): |\bin \/.{1,200}\.php(?::\d+| on line \d+)|\bgoroutine \d+ \[/;

/** Whether a line is part of a stack trace. */
export function isStack(line: string): boolean {
  return STACK.test(line);
}

/**
 * Returns what a function finds in the lines of the answers, shortened so that the finding itself exposes little.
 *
 * @param shown - how many characters of it are shown
 */
export function findInLines(
  recording: Recording,
  find: (line: string) => string | undefined,
  shown = SHOWN,
): Evidence[] {
  return aboutStorage(recording).flatMap((exchange) =>
    linesOf(exchange.answer).flatMap((line) => {
      const found = find(line);
      // What only repeats a part of the URL or the Origin header exposes nothing.
      const sent = `${recording.url} ${exchange.request.scriptOrigin}`;
      const exposes = found !== undefined && !sent.includes(found);
      return exposes ? [evidenceOf(exchange, shortenLeak(found, shown))] : [];
    }),
  );
}

/** Shows the beginning of what must not be exposed. */
function shortenLeak(text: string, shown: number): string {
  const characters = [...text];
  return characters.length > shown
    ? `${characters.slice(0, shown).join('')}… (${characters.length} characters)`
    : text;
}

/** Returns the lines of an answer: the reason phrase, the headers, and the body, in which HTML and JSON may have encoded line breaks. */
function linesOf({ reason, headers, body }: RecordedAnswer): string[] {
  const values = headers.filter(([name]) => !OPAQUE.test(name)).map(([, value]) => value);
  const text = body.text
    .replace(/<br\s*\/?>|<\/(?:p|pre|li|div|h\d)>|\\r\\n|\\n/gi, '\n')
    .replace(/&nbsp;|&#160;|\\t/g, ' ')
    .replace(/&quot;|&#34;|\\"/g, '"')
    .replace(/&#39;|&#x27;/gi, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>');
  return [reason, ...values, ...text.split('\n')].flatMap((line) =>
    line.length > MAX_LINE ? (line.match(/.{1,500}/gsu) ?? []) : [line],
  );
}
