/** Encrypts short secrets at rest. `context` names what a secret belongs to: sealed for one thing, it opens for no other. */
export interface Vault {
  seal(secret: string, context: string): string;
  /** undefined for what was changed, sealed for another context, or sealed under a key that is no longer configured. */
  open(sealed: string, context: string): string | undefined;
}
