export interface ExternalPerson {
  /** `issuer subject`. */
  key: string;
  email: string | null;
  emailVerified: boolean;
  displayName: string | null;
  userName: string | null;
  avatarUrl: string | null;
  language: string | null;
}

/** Tokens of an outside identity provider, checked by shared secret or JWKS. */
export interface ExternalIdentity {
  /** undefined for a token it does not vouch for. Throws `unavailable` when its keys cannot be had. */
  verify(token: string): Promise<ExternalPerson | undefined>;
}
