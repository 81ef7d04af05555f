/** Where a field stands in the reference. */
export type Group =
  | 'Listening'
  | 'Data'
  | 'Doors'
  | 'Accounts and sessions'
  | 'Limits'
  | 'Dialects'
  | 'Assistant and translation'
  | 'Moderation'
  | 'Transcription'
  | 'Operation';

/** Another name a field goes by, as other servers document it. */
export interface Alias {
  name: string;
  /** Set where it counts in another unit: how many of the field's own units one of it is. */
  factor?: number;
}

/** What a value was understood as, or what it should have been. `got` replaces the value where it must not be shown whole. */
export type Parsed<T> = { value: T; notice?: string } | { wants: string; got?: string };

/** One configuration variable. */
export interface Field<T> {
  group: Group;
  /** One or two sentences for the reference. */
  description: string;
  /** What may stand there, for the reference. */
  allowed: string;
  fallback: T;
  /** The default in words, where it is not the text of `fallback`. */
  fallbackText?: string;
  aliases?: readonly Alias[];
  /** Never shown, not even in part. */
  secret?: boolean;
  /** The values of all names add up (lists), instead of the first one counting. */
  addsUp?: boolean;
  parse(text: string): Parsed<T>;
}

/** What a kind of value leaves open. */
export type FieldText<T> = Omit<Field<T>, 'parse' | 'allowed'> & { allowed?: string };
