import { readFile } from 'node:fs/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface PublishedSchema {
  schema: object;
  validate: ValidateFunction;
}

/** The schema as it is published, and a validator that any reader of the data could have made of it. */
export function compileTickerSchema(): Promise<PublishedSchema> {
  compiled ??= compile();
  return compiled;
}

let compiled: Promise<PublishedSchema> | undefined;

async function compile(): Promise<PublishedSchema> {
  const file = new URL('../../docs/ticker-data.schema.json', import.meta.url);
  const schema: object = JSON.parse(await readFile(file, 'utf8'));
  // The formats stand beside patterns that say the same.
  return { schema, validate: new Ajv2020({ validateFormats: false }).compile(schema) };
}
