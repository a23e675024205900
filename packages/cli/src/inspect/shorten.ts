/** In characters. */
const MAX_LENGTH = 100;

/**
 * Returns text in one line of limited length. Control characters, which could command a terminal, and characters that change the direction of text
 * become spaces.
 */
export function shorten(text: string, maxLength = MAX_LENGTH): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length > maxLength || text.length > maxLength * 4
    ? `${characters.slice(0, maxLength).join('')}…`
    : line;
}
