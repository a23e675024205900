/** Every code point that XML 1.0 does not allow, escaped or not (XML 1.0, section 2.2). */
const NOT_XML = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Returns text for an XML document: escaped, and without the characters that XML cannot contain. */
export function escapeXml(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
