import { hash as argon2Hash, verify as argon2Verify, type Options } from '@node-rs/argon2';
import { verify as bcryptVerify } from '@node-rs/bcrypt';
import type { PasswordHasher } from '../../core/ports/password-hasher.ts';
import { WorkQueue } from './work-queue.ts';

/** OWASP's recommendation: 19 MiB, two passes, one lane. The algorithm is argon2id, the library's default. */
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
const BCRYPT = /^\$2[aby]\$/;

/** Hash of a random text nobody kept, with the parameters above: what an unknown user's password is compared with. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$dqflmcedT7q40bA3WWTO2A$1UQOYrca8vLiTjDcv2Dccfo95K7g0pXt4sDXgdU5hG4';

/** Two at a time: each takes a core and 19 MiB, and a login storm must leave messages room. */
const CONCURRENCY = 2;
/** About two seconds of waiting; whoever comes later is told to try again. */
const WAITING = 64;

/** Argon2id for new passwords; bcrypt only to check imported ones, which are then outdated. */
export class Argon2Hasher implements PasswordHasher {
  readonly #queue: WorkQueue;

  constructor(concurrency = CONCURRENCY, waiting = WAITING) {
    this.#queue = new WorkQueue(concurrency, waiting);
  }

  hash(password: string): Promise<string> {
    return this.#queue.run(() => argon2Hash(password, PARAMETERS));
  }

  async verify(hash: string | null, password: string): Promise<{ matches: boolean; outdated: boolean }> {
    if (hash === null) {
      await this.#queue.run(() => argon2Verify(NOBODY, password));
      return { matches: false, outdated: false };
    }
    const matches = await this.#queue.run(() =>
      BCRYPT.test(hash) ? bcryptVerify(password, hash) : argon2Verify(hash, password),
    );
    return { matches, outdated: matches && !CURRENT.test(hash) };
  }
}
