/** What a signed token is for; one purpose opens nothing else. */
export type TokenPurpose = 'access' | 'stream' | 'media';

export interface TokenClaims {
  userId: string;
  sessionId: string;
  purpose: TokenPurpose;
  kind: 'person' | 'guest' | 'bot';
  /** What a media token opens. */
  subject?: string;
  expiresAt: number;
}

export interface TokenSigner {
  sign(claims: TokenClaims): Promise<string>;
  /** undefined for anything not signed here, expired, or made for another purpose. */
  verify(token: string, purpose: TokenPurpose): Promise<TokenClaims | undefined>;
}
