import type { ChildProcess } from 'node:child_process';

export function startService(
  script: string,
  env?: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly origin: Promise<string> };
