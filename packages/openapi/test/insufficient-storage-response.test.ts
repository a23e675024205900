import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';

import { addInsufficientStorage, documentSchema, insufficientStorageResponse } from '../src/index.ts';

const DOCUMENT = {
  info: { title: 'Files', version: '1' },
  paths: {
    '/files/{name}': {
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      get: { responses: { 200: { description: 'The file' } } },
      put: { responses: { 201: { description: 'Stored' } } },
    },
    '/own': { post: { responses: { 507: { description: 'My own' } } } },
  },
};

test.each(['3.0.3', '3.1.0'])(
  'is valid in an OpenAPI %s document, inline and as a component',
  async (openapi) => {
    const response = insufficientStorageResponse();
    const document = {
      ...DOCUMENT,
      openapi,
      paths: { ...DOCUMENT.paths, '/inline': { post: { responses: { 507: response } } } },
    };
    const result = await new Validator().validate(structuredClone(addInsufficientStorage(document)));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  },
);

test('adds the response to the operations that store something, and to no others', () => {
  const { paths } = addInsufficientStorage({ ...DOCUMENT, openapi: '3.1.0' });
  expect(paths).toEqual({
    '/files/{name}': {
      parameters: DOCUMENT.paths['/files/{name}'].parameters,
      get: DOCUMENT.paths['/files/{name}'].get,
      put: {
        responses: {
          201: { description: 'Stored' },
          507: { $ref: '#/components/responses/InsufficientStorage' },
        },
      },
    },
    '/own': DOCUMENT.paths['/own'],
  });
});

test('leaves the document that it was given as it is', () => {
  const document = { ...structuredClone(DOCUMENT), openapi: '3.0.3', components: { schemas: { File: {} } } };
  const before = structuredClone(document);
  const { components } = addInsufficientStorage(document) as { components: { schemas: object } };
  expect(document).toEqual(before);
  expect(Object.keys(components.schemas)).toEqual(['File', 'InsufficientStorage']);
});

test('leaves extensions as they are, and whatever is not an operation', () => {
  const paths = {
    'x-owner': 'ann',
    'x-flags': [true, null],
    'x-none': null,
    '/files': { 'x-order': 1, put: null, post: 'later', parameters: [] },
    '/none': null,
  };
  const { paths: result } = addInsufficientStorage({ openapi: '3.1.0', info: {}, paths } as OpenApiDocument);
  expect(result).toEqual(paths);
});

test('asks a function which operations store something', () => {
  const asked: string[] = [];
  addInsufficientStorage(
    { ...DOCUMENT, openapi: '3.1.0' },
    {
      stores: (method, path) => {
        asked.push(`${method} ${path}`);
        return false;
      },
    },
  );
  expect(asked).toEqual(['GET /files/{name}', 'PUT /files/{name}', 'POST /own']);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'a Swagger 2 document',
    () => addInsufficientStorage({ swagger: '2.0' } as never),
    /^document must be an OpenAPI 3 document$/,
  ],
  ['no document', () => addInsufficientStorage(null as never), /^document must be/],
  [
    'a wrong function',
    () => addInsufficientStorage({ openapi: '3.1.0' }, { stores: true as never }),
    /^options\.stores must be/,
  ],
  [
    'an unknown option',
    () => insufficientStorageResponse({ nope: 1 } as never),
    /^options\.nope is not an option$/,
  ],
  ['an invalid option', () => insufficientStorageResponse({ type: 'nope' }), /^options\.type must be/],
])('rejects %s with a TypeError', (_name, call, message) => {
  expect(call).toThrow(TypeError);
  expect(call).toThrow(message);
});

test('shows examples that match the schema, with the options of the adapter', () => {
  const validate = addFormats.default(new Ajv()).compile(documentSchema);
  const { content } = insufficientStorageResponse({
    type: 'https://example.com/full',
    detail: { quota: 'Delete something.' },
  });
  const examples = ['application/json', 'application/problem+json'].flatMap((mediaType) =>
    Object.values(content[mediaType]?.examples ?? {}),
  );
  expect(examples).toHaveLength(4);
  for (const { value } of examples) {
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(value).toMatchObject({ type: 'https://example.com/full' });
  }
  expect(content['text/plain']?.examples.quota?.value).toContain('Delete something.');
});

test('publishes the schema as a file', async () => {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...documentSchema };
  expect(() => addFormats.default(new Ajv2020({ strict: true })).compile(schema)).not.toThrow();
  // `vitest -u` writes it.
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../insufficient-storage.schema.json',
  );
});
