import type { Socket } from 'socket.io';

/** Takes the requests of one connection. */
export interface RequestTaker {
  readonly socket: Socket;
  /** Told to go: it takes nothing more. */
  readonly closed: boolean;
  /** Whether requests of this name are taken straight from the wire; all others come through the library. */
  takes(name: string): boolean;
  /** `inputs` are the arguments, and behind them, where an answer is wanted, the function that takes it. */
  request(name: string, inputs: unknown[]): void;
  makeAnswer(id: number): (answer: unknown) => void;
}
