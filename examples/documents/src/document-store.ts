/** Keeps JSON documents by their ids. What its database throws flies through. */
export interface DocumentStore {
  put(id: string, document: unknown): Promise<void>;
  /** Resolves to undefined when there is none. */
  get(id: string): Promise<unknown>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
