import type { Config } from './config.ts';

/** The part of the configuration that dialects depend on, in the form `DialectSettings` has in dialects/dialect.ts. */
export function toDialectSettings({ sessions, doors, limits, dialects }: Config): {
  accessTokenLifetime: number;
  serviceKey: string | null;
  uploadBytes: number;
  roomMessages: number;
  roomWindow: number;
  toxicityThreshold: number;
  translationWait: number;
} {
  return {
    accessTokenLifetime: sessions.dialectTokenLifetime,
    serviceKey: doors.serviceKey,
    uploadBytes: limits.uploadBytes,
    roomMessages: dialects.roomMessages,
    roomWindow: dialects.roomWindow,
    toxicityThreshold: dialects.toxicityThreshold,
    translationWait: dialects.translationWait,
  };
}
