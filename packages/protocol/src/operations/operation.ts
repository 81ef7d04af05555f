import Type from 'typebox';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One thing a client may ask for. REST mounts it at `method path`; on the socket it is the event named by its id,
 * whose one argument is the union of `params`, `query` and `body`. Names never collide between the three.
 */
export interface Operation {
  method: Method;
  path: string;
  summary: string;
  /** `none`: open to anyone. `user`: needs an access token. */
  auth: 'none' | 'user';
  /** The status of success. */
  status: 200 | 201;
  /** What one call takes from the rate limit: `light` reads, `write` changes, `heavy` costs a password hash or a search. */
  cost: 'light' | 'write' | 'heavy';
  params: Type.TObject;
  query: Type.TObject;
  body: Type.TObject | undefined;
  result: Type.TSchema;
}

const strict = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

interface Definition<
  P extends Type.TProperties,
  Q extends Type.TProperties,
  B extends Type.TProperties,
  R extends Type.TSchema,
> {
  summary: string;
  auth?: 'none' | 'user';
  status?: 200 | 201;
  cost?: Operation['cost'];
  params?: P;
  query?: Q;
  body?: B;
  result: R;
}

/** Fills in the defaults: `auth` user, `status` 200, `cost` light for GET and write otherwise. */
export function operation<
  M extends Method,
  U extends string,
  R extends Type.TSchema,
  P extends Type.TProperties = Record<never, never>,
  Q extends Type.TProperties = Record<never, never>,
  B extends Type.TProperties = Record<never, never>,
>(method: M, path: U, definition: Definition<P, Q, B, R>) {
  return {
    method,
    path,
    summary: definition.summary,
    auth: definition.auth ?? 'user',
    status: definition.status ?? 200,
    cost: definition.cost ?? (method === 'GET' ? 'light' : 'write'),
    params: strict(definition.params ?? ({} as P)),
    query: strict(definition.query ?? ({} as Q)),
    body: definition.body === undefined ? undefined : strict(definition.body),
    result: definition.result,
  } as {
    method: M;
    path: U;
    summary: string;
    auth: 'none' | 'user';
    status: 200 | 201;
    cost: Operation['cost'];
    params: Type.TObject<P>;
    query: Type.TObject<Q>;
    body: Type.TObject<B> | undefined;
    result: R;
  };
}
