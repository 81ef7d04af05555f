import type { AiServices } from './ai/ai-services.ts';
import type { Assistants } from './assistant/assistants.ts';
import type { LiveStreams } from './assistant/streams/live-streams.ts';
import type { ModerationPolicy } from './moderation/policy.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Clock } from './ports/clock.ts';
import type { CursorSigner } from './ports/cursor-signer.ts';
import type { Ephemera } from './ports/ephemera.ts';
import type { ExternalIdentity } from './ports/external-identity.ts';
import type { Ids } from './ports/ids.ts';
import type { LanguageDetector } from './ports/language-detector.ts';
import type { Log } from './ports/log.ts';
import type { MediaSniffer } from './ports/media-sniffer.ts';
import type { Moderator } from './ports/moderator.ts';
import type { PasswordHasher } from './ports/password-hasher.ts';
import type { PresenceRegistry } from './ports/presence-registry.ts';
import type { TokenSigner } from './ports/token-signer.ts';
import type { Transcriber } from './ports/transcriber.ts';
import type { Translator } from './ports/translator.ts';
import type { Vault } from './ports/vault.ts';
import type { Store } from './store.ts';

/** The settings that rules depend on; `config/` fills them. Durations in milliseconds. */
export interface CoreSettings {
  /** Whether accounts without any credential can be entered by name. */
  passwordless: boolean;
  /** Whether anybody may register. */
  registration: boolean;
  /** Whether everybody may look up everybody, or only those who share a conversation. */
  openDirectory: boolean;
  accessTokenLifetime: number;
  sessionLifetime: number;
  /** Longest text of a message, in code points. */
  textLength: number;
  /** Largest file that may be uploaded, in bytes. */
  uploadBytes: number;
  /** What is done about which texts in groups and rooms that say nothing else; null: nothing. */
  moderationPolicy: ModerationPolicy | null;
  /** User names (lower case) and ids of those who review all conversations. */
  moderators: readonly string[];
  /** From which score on, 0 to 1, the marks of rooms say that a message is flagged. */
  toxicityThreshold: number;
  /** How much of a conversation a language model is given with a question, in tokens. */
  contextTokens: number;
}

/** Everything a core action works with. */
export interface CoreContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwords: PasswordHasher;
  readonly tokens: TokenSigner;
  readonly cursors: CursorSigner;
  readonly external: ExternalIdentity | null;
  readonly presence: PresenceRegistry;
  readonly ephemera: Ephemera;
  /** Outside language models; where none can answer, or while it fails, the built-in engine does. */
  readonly ai?: AiServices;
  /** The bots that answer. */
  readonly assistants: Assistants;
  /** The answers that this node is writing. */
  readonly streams: LiveStreams;
  readonly blobs: BlobStore;
  readonly mediaSniffer: MediaSniffer;
  readonly vault: Vault;
  readonly settings: CoreSettings;
  readonly log: Log;
  /** null: no service is configured, and texts stay as they are. */
  readonly translator: Translator | null;
  readonly languages: LanguageDetector;
  /** Without one voice messages are not written down. */
  readonly transcriber?: Transcriber;
  /** null: only the built-in engine marks messages. */
  readonly moderator: Moderator | null;
}
