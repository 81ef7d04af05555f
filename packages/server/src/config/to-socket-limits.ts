import type { Config } from './config.ts';

/** What the Socket.IO server may take, whichever process holds its connections. */
export function toSocketLimits({ dialects, limits, listen }: Config): {
  frameBytes: number;
  maximumConnections: number;
  aliasPaths: readonly string[];
} {
  const hasDialects = dialects.enabled.length > 0;
  return {
    // The dialects carry media as base64 inside one event.
    frameBytes: hasDialects ? Math.ceil(limits.uploadBytes * 1.4) + 64 * 1024 : 1_000_000,
    maximumConnections: listen.maximumConnections,
    aliasPaths: hasDialects ? ['/ws/chat/'] : [],
  };
}
