export interface SseFrame {
  readonly event: string;
  readonly data: string;
}

/** Cuts a text/event-stream into frames (HTML Living Standard 9.2.6), whatever pieces it arrives in. */
export class SseParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  push(text: string): SseFrame[] {
    const frames: SseFrame[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // The last piece may go on, and a CR at the very end may be half of a CRLF.
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const frame = this.#take(line);
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  #take(line: string): SseFrame | null {
    if (line === '') return this.#finish();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    return null;
  }

  #finish(): SseFrame | null {
    const frame = { event: this.#event || 'message', data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#event = '';
    this.#data = [];
    return empty ? null : frame;
  }
}
