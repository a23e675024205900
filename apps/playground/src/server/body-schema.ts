/** Returns the schema of a request whose body has exactly these members. */
export const bodySchema = (properties: Readonly<Record<string, unknown>>) => ({
  body: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
});
