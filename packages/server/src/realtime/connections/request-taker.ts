/** Takes the requests of one connection, which is a client on one namespace. */
export interface RequestTaker {
  /** “/v1”, for example. */
  readonly namespace: string;
  /** What its requests begin with: the types of an Engine.IO message and of a Socket.IO event, and the namespace. */
  readonly prefix: string;
  /** Told to go, or gone: it takes nothing more. */
  readonly closed: boolean;
  /** How many of its requests are not finished. */
  readonly underWay: number;
  /** Whether requests of this name are taken straight from the wire. */
  takes(name: string): boolean;
  /** `inputs` are the arguments, and behind them, where an answer is wanted, the function that takes it. */
  request(name: string, inputs: unknown[]): void;
  /** The same, as the library has it: a name or nothing, inputs, and perhaps the function that takes the answer. */
  requestAny(event: unknown[]): void;
  makeAnswer(id: number): (answer: unknown) => void;
  /** The client has left the namespace, or is gone. */
  end(): void;
}
