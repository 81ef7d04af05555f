export type UserKind = 'person' | 'guest' | 'bot';

export interface UserSettings {
  lastSeen: 'everyone' | 'contacts' | 'nobody';
  readReceipts: boolean;
  /** Languages that are never translated for this person, beside the preferred one. BCP 47 tags. */
  knownLanguages: string[];
  /** false: translated is only what this person asks for, and where a conversation is set to a language. */
  autoTranslate: boolean;
  /** Free fields of dialect clients, kept as they came; bounded by the edge. */
  extra: Record<string, unknown>;
}

export interface User {
  id: string;
  userName: string | null;
  email: string | null;
  displayName: string;
  avatarUrl: string | null;
  bio: string | null;
  language: string | null;
  kind: UserKind;
  /** PHC string (argon2id, or an imported bcrypt hash); null: the account has no password. */
  passwordHash: string | null;
  /** `issuer subject` of an outside identity provider; such an account has a credential too. */
  externalKey: string | null;
  status: string | null;
  settings: UserSettings;
  createdAt: number;
  lastSeenAt: number | null;
  gpos: number;
}

export const defaultUserSettings: UserSettings = {
  lastSeen: 'everyone',
  readReceipts: true,
  knownLanguages: [],
  autoTranslate: true,
  extra: {},
};

/** Whether a passwordless door may open this account: never once it has any credential. */
export function hasCredential(user: User): boolean {
  return user.passwordHash !== null || user.externalKey !== null;
}
