/** Who has a connection right now, on any node. */
export interface PresenceRegistry {
  isOnline(userId: string): boolean;
  onlineAmong(userIds: readonly string[]): Set<string>;
  onlineUserIds(): string[];
}
