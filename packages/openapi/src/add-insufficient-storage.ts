import { documentSchema } from './document-schema.ts';
import { type InsufficientStorageResponseOptions, responseWith } from './insufficient-storage-response.ts';

/** Tells whether an operation stores something. */
export type Stores = (method: string, path: string) => boolean;

/** Options of addInsufficientStorage. All are optional. */
export interface AddInsufficientStorageOptions extends InsufficientStorageResponseOptions {
  /** Selects the operations that get the response, by method in upper case and path. Default: POST, PUT and PATCH. */
  readonly stores?: Stores | undefined;
}

/** The members of an OpenAPI document that are read here. */
export interface OpenApiDocument {
  readonly openapi?: unknown;
  readonly paths?: object | undefined;
  readonly components?: object | undefined;
}

interface Operation {
  readonly responses?: Readonly<Record<string, unknown>>;
}

interface Components {
  readonly schemas?: object;
  readonly responses?: object;
}

const NAME = 'InsufficientStorage';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * Returns a copy of an OpenAPI document, 3.0 or 3.1, in which the operations that store something have the 507 response. The response is one
 * reusable component. An operation that already has a response for 507 keeps it.
 *
 * @throws TypeError if the document is not an OpenAPI 3 document, or with the name of an unknown or invalid option
 */
export function addInsufficientStorage<Document extends OpenApiDocument>(
  document: Document,
  options: AddInsufficientStorageOptions = {},
): Document {
  if (!String(document?.openapi).startsWith('3.'))
    throw new TypeError('document must be an OpenAPI 3 document');
  const { stores = storesByMethod, ...others } = options;
  if (typeof stores !== 'function') throw new TypeError('options.stores must be a function');
  const { schemas, responses, ...components } = (document.components ?? {}) as Components;
  return {
    ...document,
    paths: mapObject(document.paths ?? {}, (item, path) =>
      // The others are extensions.
      path.startsWith('/') && isObject(item) ? addToPath(item, path, stores) : item,
    ),
    components: {
      ...components,
      schemas: { ...schemas, [NAME]: documentSchema },
      responses: { ...responses, [NAME]: responseWith({ $ref: `#/components/schemas/${NAME}` }, others) },
    },
  };
}

function addToPath(item: object, path: string, stores: Stores): object {
  return mapObject(item, (value, method) =>
    METHODS.includes(method) && isObject(value) && stores(method.toUpperCase(), path)
      ? addToOperation(value)
      : value,
  );
}

function addToOperation(operation: Operation): Operation {
  const response = { $ref: `#/components/responses/${NAME}` };
  return { ...operation, responses: { 507: response, ...operation.responses } };
}

function storesByMethod(method: string): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(method);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function mapObject(object: object, map: (value: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
}
