// Names that fragments in the documents use without an import or a declaration.
declare const randomUUID: typeof import('node:crypto').randomUUID;
declare const counter: { inc(labels: Record<string, string>): void };
declare function store(body: unknown): Promise<void>;
declare function handle(request: Request): Promise<Response>;
declare const Bun: { serve(options: { fetch: (request: Request) => Promise<Response> }): void };
declare const Deno: { serve(handler: (request: Request) => Promise<Response>): void };
declare function alert(message: string): void;
declare class CatchAllFilter {
  catch(): void;
}
