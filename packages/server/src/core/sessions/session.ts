export interface Session {
  id: string;
  userId: string;
  device: string | null;
  /** SHA-256 of the current refresh token, hex. */
  refreshHash: string;
  /** SHA-256 of the one before: seen again, the token was stolen and the session ends. */
  previousRefreshHash: string | null;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
  endedAt: number | null;
}
