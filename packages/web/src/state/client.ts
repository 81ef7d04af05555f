import { IndexedDbCache, ParlanceClient, WebStorageCredentials } from '@parlance/client';
import { describeDevice } from '../lib/device.ts';

/** The one connection of this page. Everything the page knows and does goes through it. */
export const client = new ParlanceClient({
  url: location.origin,
  cache: new IndexedDbCache(),
  credentials: new WebStorageCredentials(),
  translate: true,
  device: describeDevice(navigator.userAgent),
});
