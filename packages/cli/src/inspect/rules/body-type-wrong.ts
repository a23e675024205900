import { SaxesParser } from 'saxes';

import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { isJson, isXml, mediaTypeOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** How deeply elements may be nested. */
const MAX_DEPTH = 100;

/** A body that is not of its media type. */
export const bodyTypeWrong: Rule = {
  id: 'body.type-wrong',
  severity: 'error',
  what: 'The body is not what its Content-Type says.',
  why: 'Clients that parse the body fail, and report a parser error instead of the 507.',
  source: 'RFC 9110, section 8.3',
  mend: 'Set the Content-Type to that of the body, or mend the body.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const { body } = exchange.answer;
      if (body.bytes === 0 || body.end !== 'complete' || body.encodingFault !== undefined) return [];
      const fault = faultOf(exchange.answer);
      return fault ? [evidenceOf(exchange, `${mediaTypeOf(exchange.answer)}: ${fault}`)] : [];
    }),
};

function faultOf(answer: RecordedAnswer): string | undefined {
  const { text, utf8 } = answer.body;
  const mediaType = mediaTypeOf(answer);
  if (isJson(mediaType)) return utf8 ? jsonFault(text) : 'not in UTF-8';
  if (isXml(mediaType)) return xmlFault(text);
  if (mediaType === 'text/html' || mediaType === 'text/plain') {
    return jsonFault(text) === undefined && text.trim().startsWith('{') ? 'the body is JSON' : undefined;
  }
  return undefined;
}

function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return `not JSON: ${text}`;
  }
}

function xmlFault(text: string): string | undefined {
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  const fail = (error: Error): never => {
    throw error;
  };
  // Stops at the first error. A parser that goes on takes long for deep nesting.
  parser.on('error', fail);
  parser.on('opentag', () => {
    depth += 1;
    if (depth > MAX_DEPTH) fail(new Error('nested too deeply'));
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  try {
    parser.write(text).close();
    return undefined;
  } catch (error) {
    return `not well-formed: ${(error as Error).message}`;
  }
}
