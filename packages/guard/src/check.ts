/** @throws TypeError that names the unknown option */
export function refuseUnknown(options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new TypeError(`options.${name} is not an option`);
  }
}

/** @throws TypeError that names the member and says what it must be */
export function expect(valid: boolean, member: string, expected: string): asserts valid {
  if (!valid) throw new TypeError(`${member} must be ${expected}`);
}

/** Returns whether a value is a length: a whole number of bytes, 0 or more. */
export function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Returns the id of an upload.
 *
 * @throws TypeError if a ledger could not store it
 */
export function checkId(id: unknown): string {
  expect(
    typeof id === 'string' && /^[a-z\d-]{1,255}$/i.test(id),
    'options.id',
    '1 to 255 letters, digits and hyphens',
  );
  return id;
}

/**
 * Returns how much of an upload earlier requests have stored, in bytes.
 *
 * @throws TypeError if that is not a length
 */
export function checkWritten(options: { readonly writtenBytes?: number | undefined } = {}): number {
  const { writtenBytes = 0 } = options;
  expect(isLength(writtenBytes), 'options.writtenBytes', 'a whole number of bytes');
  return writtenBytes;
}

/**
 * Returns the name of a volume or folder: the option, or else the path.
 *
 * @throws TypeError if the option is not a name
 */
export function checkName(name: unknown, path: string): string {
  if (name === undefined) return path;
  expect(typeof name === 'string' && name !== '', 'options.name', 'a name');
  return name;
}

/** Returns whether a value is a function, or undefined. */
export function isOptionalFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}
