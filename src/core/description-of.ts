import * as z from 'zod/mini';

/** What a schema allows, by its description: the end of a refusal, such as "it must be a whole number from 1 to 50". */
export function descriptionOf(schema: z.core.$ZodType | undefined): string {
  return (schema && z.globalRegistry.get(schema)?.description) ?? 'of another form';
}
