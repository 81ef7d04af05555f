import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';

/** Besides the file: a few short fields. */
const FIELDS = 20;
const FIELD_BYTES = 64 * 1024;

/** Lets routes read `multipart/form-data`, one file at a time and as a stream; how large it may be is core’s rule. */
export async function mountUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: 1,
      fields: FIELDS,
      fieldSize: FIELD_BYTES,
      fieldNameSize: 100,
      parts: FIELDS + 1,
      headerPairs: 50,
      fileSize: Number.MAX_SAFE_INTEGER,
    },
  });
}
