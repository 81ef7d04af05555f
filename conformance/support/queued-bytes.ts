import { readFileSync } from 'node:fs';

/**
 * The bytes on a connection of this machine that the sender's program has handed to the kernel and the receiver's has not
 * taken yet: the sender's send queue and the receiver's receive queue (proc(5), /proc/net/tcp).
 */
export function countKernelBytes(serverPort: number, clientPort: number): number {
  let bytes = 0;
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(file, 'latin1').split('\n').slice(1)) {
      const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
      const [localPort, remotePort] = [local, remote].map((address) =>
        Number.parseInt(address.split(':')[1] ?? '', 16),
      );
      const [sending = 0, receiving = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
      if (localPort === serverPort && remotePort === clientPort) bytes += sending;
      if (localPort === clientPort && remotePort === serverPort) bytes += receiving;
    }
  }
  return bytes;
}

/** The resident memory of a process in megabytes: now, and the most it ever was. */
export function readMemory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}
