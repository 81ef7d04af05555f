/** One value that cannot be used: which variable, what it holds (masked where it is a secret), what it should hold. */
export interface ConfigFault {
  variable: string;
  got: string;
  wants: string;
}

/** The configuration cannot be used. Its message lists every fault at once, so that one round of repair is enough. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ variable, got, wants }) => `  ${variable} is ${got}: ${wants}`);
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}
