export interface PasswordHasher {
  /** Argon2id, as a PHC string. Throws `unavailable` when too many hashes wait already. */
  hash(password: string): Promise<string>;
  /**
   * Checks against an argon2id or imported bcrypt hash. `null` (an unknown user) costs the same and never matches.
   * `outdated`: it matched, but should be hashed again.
   */
  verify(hash: string | null, password: string): Promise<{ matches: boolean; outdated: boolean }>;
}
