/** What a file was given for: as part of a message, or as the picture of a person or of a group or room. */
export type MediaPurpose = 'message' | 'profile' | 'group';

/** How clients may show a file; `file` is only ever downloaded. */
export type MediaKind = 'image' | 'audio' | 'video' | 'file';

/** A file that somebody gave. Its bytes lie in the blob store under its id. */
export interface Media {
  /** Cannot be guessed, and still opens nothing by itself. */
  id: string;
  ownerId: string;
  purpose: MediaPurpose;
  /** The media type as its content shows it, never as the client claimed it. */
  type: string;
  kind: MediaKind;
  bytes: number;
  /** Of the bytes, hex. */
  sha256: string;
  /** As the client called it, made harmless; null: it had no name. */
  fileName: string | null;
  createdAt: number;
}
