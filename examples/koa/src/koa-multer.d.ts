// DefinitelyTyped's types for it describe a multer of long ago, without `preservePath` and `defParamCharset`.
declare module '@koa/multer' {
  import type { Middleware } from 'koa';
  import type { Options } from 'multer';

  const multer: (options?: Options) => { single(fieldName: string): Middleware };
  export default multer;
}
