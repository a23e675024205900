import type { RecordedAnswer } from './exchange.ts';

/** Returns the values of a header, one for each line of it. */
export function headerLines({ headers }: RecordedAnswer, name: string): string[] {
  return headers.filter(([own]) => own === name).map(([, value]) => value);
}

/** Returns the value of a header, with its lines joined (RFC 9110, section 5.3); undefined if there is none. */
export function headerOf(answer: RecordedAnswer, name: string): string | undefined {
  const lines = headerLines(answer, name);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

/** Returns the members of a list header in lowercase. */
export function listOf(answer: RecordedAnswer, name: string): string[] {
  const members = (headerOf(answer, name) ?? '').split(',').map((member) => member.trim().toLowerCase());
  return members.filter((member) => member !== '');
}

/** Returns the media type of an answer in lowercase, without parameters; undefined if there is none. */
export function mediaTypeOf(answer: RecordedAnswer): string | undefined {
  return headerOf(answer, 'content-type')?.split(';')[0]?.trim().toLowerCase() || undefined;
}

/** Whether a media type is JSON or based on it. */
export function isJson(mediaType: string | undefined): boolean {
  return mediaType !== undefined && /^application\/(?:[\w.-]+\+)?json$/.test(mediaType);
}

/** Whether a media type is XML or based on it, and not HTML. */
export function isXml(mediaType: string | undefined): boolean {
  return mediaType !== undefined && /^(?:application|text)\/(?:[\w.-]+\+)?xml$/.test(mediaType);
}
