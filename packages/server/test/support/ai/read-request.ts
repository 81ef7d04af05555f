import type { IncomingMessage } from 'node:http';
import type { AiServerRequest, AiService } from './wire.ts';

/** Whose path it is. */
export function findService(path: string): AiService | undefined {
  if (path.endsWith('/chat/completions')) return 'chat';
  if (path.endsWith('/moderations')) return 'moderations';
  if (path.endsWith('/audio/transcriptions')) return 'transcriptions';
  if (/\/models\/[^/]+:(stream)?[gG]enerateContent/.test(path)) return 'gemini';
  return /\/(translate|detect|languages)(\?|$)/.test(path) ? 'libretranslate' : undefined;
}

export async function readRequest(incoming: IncomingMessage, service: AiService): Promise<AiServerRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const { method = 'GET', url: path = '', headers } = incoming;
  const type = headers['content-type'] ?? '';
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type);
  const body = isForm ? await readForm(bytes, type) : bytes.length === 0 ? {} : JSON.parse(bytes.toString());
  return { service, method, path, headers, body };
}

async function readForm(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'Content-Type': type } }).formData();
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    fields[name] =
      typeof value === 'string'
        ? value
        : { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return fields;
}
