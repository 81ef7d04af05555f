import type { ConfigFault } from './config-error.ts';
import type { FieldValues } from './fields.ts';
import { findAiFaults } from './find-ai-faults.ts';
import { isLoopbackHost } from './is-loopback-host.ts';

/** Faults that no single variable has. */
export function checkTogether(values: FieldValues): ConfigFault[] {
  const { EXTERNAL_JWT_SECRET, EXTERNAL_JWKS_URL } = values;
  const faults: ConfigFault[] = [];
  if (EXTERNAL_JWT_SECRET !== null && EXTERNAL_JWKS_URL !== null) {
    faults.push({
      variable: 'EXTERNAL_JWKS_URL',
      got: 'set together with EXTERNAL_JWT_SECRET',
      wants: 'keep the one by which the provider really signs',
    });
  }
  const provider = EXTERNAL_JWT_SECRET ?? EXTERNAL_JWKS_URL;
  for (const variable of ['EXTERNAL_ISSUER', 'EXTERNAL_AUDIENCE'] as const) {
    if (provider !== null && values[variable] === null) {
      faults.push({
        variable,
        got: 'not set',
        wants: 'an outside identity provider needs it, or any of its tokens would do',
      });
    }
    if (provider === null && values[variable] !== null) {
      faults.push({ variable, got: 'set', wants: 'it also needs EXTERNAL_JWT_SECRET or EXTERNAL_JWKS_URL' });
    }
  }
  if (EXTERNAL_JWKS_URL !== null) faults.push(...checkJwksUrl(EXTERNAL_JWKS_URL));
  faults.push(...findAiFaults(values));
  const letters = [...values.ASSISTANT_NAME.trim()].length;
  if (letters === 0 || letters > 80) {
    faults.push({ variable: 'ASSISTANT_NAME', got: `${letters} characters long`, wants: 'it must have 1 to 80' });
  }
  return faults;
}

function checkJwksUrl(text: string): ConfigFault[] {
  const url = new URL(text);
  if (url.protocol === 'https:' || isLoopbackHost(url.hostname)) return [];
  const wants = 'whoever stands in between could replace the keys; use https';
  return [{ variable: 'EXTERNAL_JWKS_URL', got: `“http://${url.host}…”`, wants }];
}
