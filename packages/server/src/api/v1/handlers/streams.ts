import { listAssistants } from '../../../core/assistant/list-assistants.ts';
import { regenerateAnswer } from '../../../core/assistant/regenerate-answer.ts';
import { findStream } from '../../../core/assistant/streams/find-stream.ts';
import { listStreams } from '../../../core/assistant/streams/list-streams.ts';
import { stopStream } from '../../../core/assistant/streams/stop-stream.ts';
import { done, type Handlers } from '../handler.ts';
import { presentStream, presentUser } from '../present.ts';

type StreamOperation = 'assistants.list' | 'streams.list' | 'streams.resume' | 'streams.stop' | 'messages.regenerate';

export const streamHandlers: Handlers<StreamOperation> = {
  'assistants.list': async ({ core }) => ({ assistants: (await listAssistants(core)).map(presentUser) }),
  'streams.list': async ({ core }, actor, input) => {
    const found = await listStreams(core, actor, input.conversation_id);
    return { streams: found.map((stream) => presentStream(stream, 0)) };
  },
  'streams.resume': async ({ core }, actor, input) =>
    presentStream(await findStream(core, actor, input.stream_id), input.have ?? 0),
  'streams.stop': async ({ core }, actor, input) => {
    await stopStream(core, actor, input.stream_id);
    return done;
  },
  'messages.regenerate': async ({ core }, actor, input) => ({
    stream_id: await regenerateAnswer(core, actor, input.message_id),
  }),
};
