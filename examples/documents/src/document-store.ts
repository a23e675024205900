/** Stores JSON documents by id. Errors of the database propagate. */
export interface DocumentStore {
  put(id: string, document: unknown): Promise<void>;
  /** Resolves to undefined if there is none. */
  get(id: string): Promise<unknown>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
