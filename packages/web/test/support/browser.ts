import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../../../server/test/support/services.ts';

const FLAGS = [
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no Chromium');
  return chromium.launch({ executablePath, args: FLAGS });
}
