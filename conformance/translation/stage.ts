import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActor } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { type Database, describeOnEachStorage, type Storage } from '../support/storages.ts';

/** A server with a translation engine that can be watched. */
export interface Stage {
  ai: AiServer;
  server: TestServer;
  /** Registers somebody who reads in this language. */
  reader(name: string, language: string | null, known?: readonly string[]): Promise<Actor>;
  /** Lets them listen, until they are live. */
  listens(...actors: Actor[]): Promise<FrameLog[]>;
  /** Texts that went to the engine, with the language they were to be put into. */
  calls(): { text: string; target: string }[];
  close(): Promise<void>;
}

export async function openStage(storage: Storage, environment: Record<string, string> = {}): Promise<Stage> {
  const ai = await startAiServer();
  const database: Database = await storage.create();
  const server = await startTestServer({
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_BASE_URL: ai.openaiBaseUrl,
    OPENAI_MODEL: 'test-model',
    ...database.env,
    ...environment,
  });
  const actors: Actor[] = [];
  return {
    ai,
    server,
    async reader(name, language, known = []) {
      const actor = await registerActor(server.url, name);
      actors.push(actor);
      await actor.calls('users.update', { language, settings: { known_languages: [...known] } });
      return actor;
    },
    async listens(...people) {
      const logs = await Promise.all(people.map((actor) => actor.listens()));
      await Promise.all(logs.map((log) => log.becomesLive()));
      return logs;
    },
    calls: () =>
      ai.requestsTo('chat').map(({ body }) => ({
        text: String(body.messages.at(-1).content),
        target: /into the language with the tag “([^”]+)”/.exec(body.messages[0].content)?.[1] ?? '',
      })),
    async close() {
      await Promise.all(actors.map((actor) => actor.leavesTheStage()));
      await server.stop();
      await ai.close();
      await database.drop();
    },
  };
}

export { describeOnEachStorage };
