/** Where a command writes. */
export interface Output {
  /** One line of result. */
  line(text: string): void;
}

// Whoever has seen enough, as `head` has, closes the pipe: that is no fault of the command.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit();
});

export const standardOutput: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
};
