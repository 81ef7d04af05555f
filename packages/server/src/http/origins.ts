/** Which pages may talk to this server. A request without an Origin is no page’s, and passes. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #any: boolean;
  readonly #loopback: boolean;

  /** `allowed`: exact origins, or `*`. `loopback`: the server listens on this machine only. */
  constructor(allowed: readonly string[], loopback: boolean) {
    this.#allowed = new Set(allowed);
    this.#any = allowed.includes('*');
    this.#loopback = loopback;
  }

  /** Whether a page of this origin may call the server that it addressed as `host`. */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.#any || this.#allowed.has(origin)) return true;
    const page = parseOrigin(origin);
    if (page === undefined) return false;
    return page.host === host || (this.#loopback && isLoopbackName(page.hostname));
  }

  /**
   * Whether the name the server was addressed by can be its own. A server for this machine only is not reached under
   * a foreign name except by a page that had that name pointed here (DNS rebinding).
   */
  allowsHost(host: string | undefined): boolean {
    if (!this.#loopback || host === undefined || this.#any) return true;
    const name = parseOrigin(`http://${host}`);
    if (name === undefined) return false;
    return isLoopbackName(name.hostname) || [...this.#allowed].some((origin) => parseOrigin(origin)?.host === host);
  }
}

function parseOrigin(origin: string): URL | undefined {
  try {
    return new URL(origin);
  } catch {
    return undefined;
  }
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
