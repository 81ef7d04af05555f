import type { MediaSniffer } from '../../core/ports/media-sniffer.ts';

/** As much as the library asks for to recognise every type it knows. */
const HEAD_BYTES = 4100;

/** Tells types by their signatures. The library is loaded with the first file. */
export const fileTypeSniffer: MediaSniffer = {
  headBytes: HEAD_BYTES,
  async sniff(head) {
    const { fileTypeFromBuffer } = await import('file-type');
    try {
      const found = await fileTypeFromBuffer(head);
      return found?.mime.split(';')[0]?.trim();
    } catch {
      // A head that lies about its own structure is no known type.
      return undefined;
    }
  },
};
