/** Where a command writes. */
export interface Output {
  /** One line of result. */
  line(text: string): void;
}

export const standardOutput: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
};
