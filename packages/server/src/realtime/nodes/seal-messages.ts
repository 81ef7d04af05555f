import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Bytes of the tag, and its length in base64url. */
const TAG_BYTES = 12;
const TAG_LENGTH = 16;

export interface MessageSeal {
  seal(text: string): string;
  /** undefined for what no node of this installation has sent. */
  open(sealed: string): string | undefined;
}

/** Signs what nodes say to each other, because whoever reaches the bus could speak on it. Nodes share the secret. */
export function sealMessages(secret: Uint8Array): MessageSeal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'parlance bus', 32));
  const tagOf = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, TAG_BYTES);
  return {
    seal: (text) => tagOf(text).toString('base64url') + text,
    open(sealed) {
      const tag = Buffer.from(sealed.slice(0, TAG_LENGTH), 'base64url');
      const text = sealed.slice(TAG_LENGTH);
      return tag.length === TAG_BYTES && timingSafeEqual(tag, tagOf(text)) ? text : undefined;
    },
  };
}
