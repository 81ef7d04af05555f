// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts `/proc/<pid>/stat` and `/proc/stat` in hundredths of a second on every platform Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds of all living threads of a process. The scheduler's own nanoseconds where the kernel tells them, else ticks
 * of 10 ms.
 * @param {number} pid
 */
export function cpuSeconds(pid) {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    }
    if (nanoseconds > 0) return nanoseconds / 1e9;
  } catch {
    // A kernel without scheduler statistics, or a thread that ended between the two reads: ticks are exact enough.
  }
  return ticksOf(pid) / TICKS_PER_SECOND;
}

/** The most resident memory that a process has had so far, in bytes. @param {number} pid */
export function peakMemory(pid) {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}

/** @param {number} pid */
function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The command's name stands in brackets and may hold spaces; fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Seconds in which the machine's cores were not idle, all cores together. */
export function machineBusySeconds() {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '';
  const [user, nice, system, , , interrupts, softInterrupts, stolen] = line.trim().split(/\s+/).slice(1).map(Number);
  const ticks = [user, nice, system, interrupts, softInterrupts, stolen];
  return ticks.reduce((/** @type {number} */ sum, value) => sum + (value ?? 0), 0) / TICKS_PER_SECOND;
}
