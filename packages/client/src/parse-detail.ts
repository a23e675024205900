/** Returns the sentence for a person in a body, or undefined if there is none: one line of at most 500 characters. Never throws. */
export function parseDetail(body: string): string | undefined {
  let { detail, message, error } = {} as Readonly<Record<string, unknown>>;
  try {
    ({ detail, message, error } = JSON.parse(body));
  } catch {
    // Not JSON, or not all of it.
  }
  // The first paragraph of HTML, `s:message` of WebDAV, `Message` of S3.
  const element = /(?:<p|message)>([^<]+)/i
    .exec(body)?.[1]
    ?.replace(/&(?:#(\d+)|(\w+));/g, (_, code: number | undefined, name: keyof typeof ENTITIES) =>
      String.fromCharCode(code ?? ENTITIES[name]),
    );
  return [detail, message, Object(error).message, error, element, ...body.split('\n')]
    .map(toLine)
    .find((line) => / /.test(line) && !/[\uFFFD{}<]|^("|\d* ?Insufficient Storage.?$)/i.test(line));
}

const ENTITIES = { amp: 38, lt: 60, gt: 62, quot: 34 };

/** Without control characters, and without those that change the direction of text. */
function toLine(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replace(/[\s\p{C}]+/gu, ' ')
        .trim()
        .slice(0, 500)
    : '';
}
