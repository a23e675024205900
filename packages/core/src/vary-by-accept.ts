/** Returns a response's `Vary` with `Accept` added (RFC 9110, section 12.5.5). Never throws. */
export function varyByAccept(current: unknown): string {
  if (!current) return 'Accept';
  const fields = fieldsOf(current);
  if (fields.includes('*')) return '*';
  if (!fields.some((field) => /^accept$/i.test(field))) fields.push('Accept');
  return fields.join(', ');
}

function fieldsOf(header: unknown): string[] {
  try {
    // A header that was set several times is an array.
    const text = Array.isArray(header) ? header.join() : header;
    return typeof text === 'string' ? (text.match(/[^\s,]+/g) ?? []) : [];
  } catch {
    return [];
  }
}
