/** What can be uploaded. Strings are sent as UTF-8. A Node stream is an async iterable. */
export type UploadBody =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

/** How far an upload is. */
export interface UploadProgress {
  /** The bytes of the body that were handed to the connection so far. */
  readonly sentBytes: number;
  /** The length of the body in bytes. Undefined for a stream without `Content-Length`. */
  readonly totalBytes: number | undefined;
}

/** Options of upload. All are optional. */
export interface UploadOptions {
  /** Default: `PUT`. */
  readonly method?: string | undefined;
  /** Further headers. `Content-Length` declares the length of a stream; other bodies have a length of their own. */
  readonly headers?: ConstructorParameters<typeof Headers>[0] | undefined;
  /** Called while the body is sent. If it throws, the upload fails with that error. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Ends the upload, and the reading of the response's body. */
  readonly signal?: AbortSignal | null | undefined;
  /** How long nothing may be sent or received, in milliseconds. Default: no limit. */
  readonly timeout?: number | undefined;
}
