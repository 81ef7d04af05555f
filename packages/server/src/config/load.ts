import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { parseConfig } from './parse-config.ts';

/**
 * Reads the configuration from the environment and from `.env` in `folder`, once, at start. What the environment says
 * counts before the file. Throws ConfigError with every fault at once.
 */
export function loadConfig(folder: string = process.cwd()): Config {
  const file = join(folder, '.env');
  if (existsSync(file)) {
    try {
      process.loadEnvFile(file);
    } catch (error) {
      const wants = `it must be a readable text file (${error instanceof Error ? error.message : String(error)})`;
      throw new ConfigError([{ variable: '.env', got: file, wants }]);
    }
  }
  return parseConfig(process.env, folder);
}
