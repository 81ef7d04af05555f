import { Readable } from 'node:stream';
import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import { openMedia } from '../core/media/open-media.ts';
import type { DialectAnswer, DialectRequest } from './dialect.ts';

/** Answers with a file, or the range of it that was asked for, under headers that make it harmless. */
export async function answerMedia(
  core: CoreContext,
  actor: Actor,
  id: string,
  { raw, reply }: Pick<DialectRequest, 'raw' | 'reply'>,
): Promise<DialectAnswer> {
  const { range, 'if-none-match': ifNoneMatch } = raw.headers;
  const opened = await openMedia(core, actor, id, { range, ifNoneMatch });
  reply.code(opened.status).headers(opened.headers);
  reply.send(opened.content === null ? '' : Readable.from(opened.content));
  return 'hijacked';
}
