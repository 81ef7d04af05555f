/** A bot that answers: who it is, how it speaks, and what answers for it. */
export interface Assistant {
  /** The id of its account, the same on every node and at every start. */
  id: string;
  userName: string;
  name: string;
  avatarUrl: string | null;
  bio: string | null;
  /** What the model is told to be, beyond what all assistants are told. */
  instructions: string | null;
  /** null: the configured one. */
  model: string | null;
}

/** By the id of the account. */
export type Assistants = ReadonlyMap<string, Assistant>;
