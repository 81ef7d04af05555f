import type { FastifyRequest } from 'fastify';
import { CoreError } from '../core/errors.ts';

export interface Upload {
  content: AsyncIterable<Uint8Array>;
  fileName: string | null;
  claimedType: string;
  /** Text fields that stood before the file. */
  fields: Record<string, string>;
}

/** The one file of a `multipart/form-data` request, under whatever field; throws `invalid_input` where there is none. */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) {
    throw new CoreError('unsupported_media_type', 'Send the file as multipart/form-data, in the field “file”.');
  }
  const part = await request.file().catch((fault: unknown) => {
    throw broken(request, fault);
  });
  if (part === undefined) throw new CoreError('invalid_input', 'The form has no file; send it in the field “file”.');
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(part.fields)) {
    if (field !== undefined && 'value' in field && typeof field.value === 'string') fields[name] = field.value;
  }
  return {
    content: guarded(request, part.file),
    fileName: part.filename ?? null,
    claimedType: part.mimetype,
    fields,
  };
}

/** What goes wrong while bytes arrive is the client’s fault or its connection’s, never the server’s. */
async function* guarded(request: FastifyRequest, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let whole = false;
  try {
    for await (const chunk of source) yield chunk;
    whole = true;
  } catch (fault) {
    throw broken(request, fault);
  } finally {
    // Whoever refuses a file half-way still lets the client finish sending, so that it can hear why.
    if (!whole) drain(request);
  }
}

function broken(request: FastifyRequest, fault: unknown): CoreError {
  drain(request);
  if (fault instanceof CoreError) return fault;
  return new CoreError('invalid_input', 'The form could not be read: it is malformed, or broke off before its end.');
}

function drain(request: FastifyRequest): void {
  request.raw.unpipe();
  request.raw.resume();
}
