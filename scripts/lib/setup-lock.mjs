import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromRoot } from './paths.mjs';

// Not inside node_modules: an installation empties that folder, and the lock with it.
const LOCK = fromRoot('.stamp-setup-lock');
const HEARTBEAT_MS = 2_000;
const STALE_MS = 15_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other process installs or builds in this folder. A lock left behind by a process that was killed
 * is recognised (its process is gone, or it has not been touched for 15 s, which also covers containers that
 * share the folder and cannot see each other's processes) and taken over.
 */
export async function withSetupLock(work) {
  await acquire();
  const heartbeat = setInterval(touch, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    releaseSetupLock();
  }
}

/** Gives the lock back if this process holds it; also for leaving early, on a signal. */
export function releaseSetupLock() {
  if (readLock() === ownText()) rmSync(LOCK, { force: true });
}

async function acquire() {
  let told = false;
  for (;;) {
    try {
      writeFileSync(LOCK, ownText(), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (removeStale()) continue;
    if (!told) console.error('Another start is installing or building here; waiting for it…');
    told = true;
    await sleep(POLL_MS);
  }
}

/** Removes the lock when its holder is gone; true when it is worth trying to take it at once. */
function removeStale() {
  const text = readLock();
  if (text === undefined) return true;
  if (!isStale(text)) return false;
  // Two waiters may reach this line together, and the slower one could remove the lock that the faster one has just
  // taken. So the file is moved aside, looked at, and put back when it is not the one that was judged stale.
  const aside = `${LOCK}-${process.pid}`;
  try {
    renameSync(LOCK, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, LOCK);
  } catch {
    // Somebody else moved it first, or took the lock meanwhile: the next round of the loop finds out which.
  }
  rmSync(aside, { force: true });
  return true;
}

function isStale(text) {
  const [host, pid] = text.split(' ');
  if (host === hostname() && pid !== undefined && pid !== '' && !isRunning(Number(pid))) return true;
  const stat = statSync(LOCK, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > STALE_MS;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function touch() {
  const now = new Date();
  try {
    utimesSync(LOCK, now, now);
  } catch {
    // Taken over after this process was suspended for longer than STALE_MS; both then repeat work, which is harmless.
  }
}

function readLock() {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return undefined;
  }
}

function ownText() {
  return `${hostname()} ${process.pid}`;
}
