/** The part of Hono's context that this package uses. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly res: Response;
  readonly var: object;
  header(name: string, value?: string): void;
  newResponse(body: ReadableStream | string | null, status: 500 | 507): Response;
  newResponse(body: ReadableStream | string | null, response: Response): Response;
}

/** Answers an error like Hono's default error handler, which Hono does not export. */
export function honoDefault(error: Error, context: HonoContext): Response {
  if ('getResponse' in error) {
    const response = (error as { getResponse(): Response }).getResponse();
    return context.newResponse(response.body, response);
  }
  console.error(error);
  context.header('Content-Type', 'text/plain; charset=UTF-8');
  return context.newResponse('Internal Server Error', 500);
}
