import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One system call as strace saw it. `began` and `ended` are lines of the trace: a total order over all threads. */
export interface SystemCall {
  name: string;
  /** The first argument: the number of the descriptor with its path or address, such as `21</data/chat.db-wal>`. */
  descriptor: string;
  /** All arguments, as printed. */
  text: string;
  began: number;
  ended: number;
  result: number;
}

/** Whether strace is there and may trace a process of ours. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;
}

/**
 * The command line that writes these system calls to a file: with descriptors' paths and long strings. The tracer runs
 * beside the program (-D), so that the process that was spawned is the program, and signals reach it.
 */
export function toStraceCommand(file: string, calls: string[]): string[] {
  return ['strace', '-D', '-f', '-y', '-s', '70000', '-e', `trace=${calls.join(',')}`, '-e', 'signal=none', '-o', file];
}

/** Whether the trace tells the end of this process, so that nothing is missing from it. */
export function isTraceComplete(file: string, pid: number): boolean {
  // strace pads short numbers.
  return new RegExp(`^${pid} +\\+\\+\\+ `, 'm').test(readFileSync(file, 'latin1'));
}

/** Reads a trace, joining calls that strace printed in two halves because another thread came between. */
export function readTrace(file: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<string, { began: number; text: string }>();
  readFileSync(file, 'latin1')
    .split('\n')
    .forEach((line, index) => {
      const match = /^(\d+)\s+(.*)$/s.exec(line);
      if (match === null) return;
      const [, thread, rest] = match as unknown as [string, string, string];
      if (rest.endsWith('<unfinished ...>')) {
        unfinished.set(thread, { began: index, text: rest.slice(0, -'<unfinished ...>'.length) });
        return;
      }
      const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s.exec(rest);
      const half = resumed === null ? undefined : unfinished.get(thread);
      if (resumed !== null && half === undefined) return;
      if (half !== undefined) unfinished.delete(thread);
      const call = toCall(half === undefined ? rest : half.text + resumed?.[2], half?.began ?? index, index);
      if (call !== undefined) calls.push(call);
    });
  return calls;
}

function toCall(text: string, began: number, ended: number): SystemCall | undefined {
  const match = /^(\w+)\((.*)\)\s+= (-?\d+)[^)]*$/s.exec(text);
  if (match === null) return undefined;
  const [, name, inner, result] = match as unknown as [string, string, string, string];
  const descriptor = /^\d+(<(?:[^>\\]|->|\\.)*>)?/.exec(inner)?.[0] ?? '';
  return { name, descriptor, text: inner, began, ended, result: Number(result) };
}
