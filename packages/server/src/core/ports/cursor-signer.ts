/** Seals short texts that clients carry and give back, so that they can be trusted and not taken apart. */
export interface CursorSigner {
  seal(text: string): string;
  /** undefined for anything that was not sealed by this installation. */
  open(sealed: string): string | undefined;
}
