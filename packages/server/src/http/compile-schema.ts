import { createRequire } from 'node:module';
import type { TSchema } from 'typebox';
import type { Compile } from 'typebox/compile';

export type Validator = ReturnType<typeof Compile>;

const require = createRequire(import.meta.url);

/**
 * Gives the compiled validator of a schema, made when it is first asked for: the compiler is some three hundred modules,
 * and hundreds of validators take longer to make than the server takes to listen.
 */
export function compileSchema(schema: TSchema): () => Validator {
  let validator: Validator | undefined;
  return () => {
    validator ??= (require('typebox/compile') as typeof import('typebox/compile')).Compile(schema);
    return validator;
  };
}
