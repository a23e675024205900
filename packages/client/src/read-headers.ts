/** Returns a function that reads headers of a plain object with names in lower case, as Node's libraries have them. */
export function readHeaders(headers: object): (name: string) => string | undefined {
  return (name) => {
    const value: unknown = (headers as Readonly<Record<string, unknown>>)[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  };
}
