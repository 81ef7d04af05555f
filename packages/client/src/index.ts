export type {
  AuditEntry,
  Conversation,
  ConversationView,
  Input,
  Me,
  Member,
  Membership,
  Message,
  ModerationCase,
  ModerationPolicy,
  OperationId,
  Presence,
  Problem,
  Reaction,
  ReportReason,
  Result,
  Session,
  Translation,
  User,
  WireEvent,
} from '@parlance/protocol';
export type { LiveAnswer } from './answers.ts';
export type { Cache, CacheChange, CacheState } from './cache/cache.ts';
export { FileCache, type TextFile } from './cache/file-cache.ts';
export { IndexedDbCache } from './cache/indexed-db-cache.ts';
export { MemoryCache } from './cache/memory-cache.ts';
export { ParlanceClient } from './client.ts';
export type { ClientEvents } from './client-events.ts';
export type { ConnectionStatus } from './connection-status.ts';
export type { ConversationHandle } from './conversation-handle.ts';
export { type CredentialStore, MemoryCredentials } from './credentials.ts';
export { type ClientErrorCode, ParlanceError } from './errors.ts';
export type { Moderation } from './moderation.ts';
export type { ClientOptions, TransportName } from './options.ts';
export type { OutboxEntry } from './outbox-entry.ts';
export type { Store } from './store.ts';
export type { ConversationHead, PositionGap, SeqRange } from './sync/state.ts';
export type { ConversationState, MessageDraft, MessageStatus, MessageView } from './views.ts';
export { WebStorageCredentials } from './web-storage-credentials.ts';
