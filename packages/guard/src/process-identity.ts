import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The name of a part identifies the process that writes it, by system, pid and start time. */
const PART = /^\.http507-([0-9a-f]{16})-(\d{1,10})-(\d{1,20})-[0-9a-f]{32}\.part$/;

let own: string | undefined;

/** Returns a new name for a part of this process. */
export function partName(): string {
  own ??= `.http507-${systemId()}-${process.pid}-${startOf('self')?.start ?? 0}`;
  return `${own}-${randomUUID().replaceAll('-', '')}.part`;
}

/** Returns whether a file name is that of a part. */
export function isPartName(name: string): boolean {
  return PART.test(name);
}

/**
 * Returns whether the process in a part's name is running. Returns undefined if that is unknown, because the process belongs to another
 * host, another container or an earlier boot.
 */
export function isWriterRunning(name: string): boolean | undefined {
  const [, system, pid, start] = PART.exec(name) ?? [];
  if (system !== systemId()) return undefined;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const found = startOf(String(Number(pid)));
  // Without a start time, the pid may belong to a later process.
  if (!found || start === '0') return undefined;
  return found.start === start && !found.dead;
}

let system: string | undefined;

/** Returns a hash of the boot and the pid namespace, within which pid and start time identify a process. Without /proc, of the host name. */
function systemId(): string {
  system ??= createHash('sha256').update(readSystem()).digest('hex').slice(0, 16);
  return system;
}

function readSystem(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
  } catch {
    return hostname();
  }
}

/** Returns the start time of a process, in clock ticks since boot, and whether it is a zombie. Undefined without /proc. */
function startOf(pid: string): { start: string; dead: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): the second field may contain spaces and brackets; the state is field 3 and the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { start: fields[19] ?? '0', dead: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}
