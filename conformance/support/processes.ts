import { execFileSync } from 'node:child_process';

/** One value of /metrics, by its name and labels as they are written there; NaN where it is missing. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** The processes that a process has started, and of which the command line contains `word`. */
export function childrenOf(pid: number, word = ''): number[] {
  try {
    const text = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' });
    return text
      .split('\n')
      .filter((line) => line.trim() !== '' && line.includes(word))
      .map((line) => Number.parseInt(line, 10));
  } catch {
    return []; // ps says by its status that there are none.
  }
}

/** Whether a process has started `count` others, none of which is one of the former. */
export function isReplaced(pid: number, former: readonly number[], count: number, word = ''): boolean {
  const now = childrenOf(pid, word);
  return now.length === count && now.every((child) => !former.includes(child));
}
