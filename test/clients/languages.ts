import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { missing } from '../../packages/backends/test/missing.ts';

/** A language in which docs/clients.md has a program. */
export interface Language {
  readonly name: string;
  /** The name of the program's file, with which its code block is tagged. */
  readonly file: string;
  /** What runs the program from its folder; undefined if it is not installed. */
  readonly command: readonly string[] | undefined;
  /** Why it is not tested where it is not installed. */
  readonly skip: () => string;
  /** Whether it sends nothing of an upload that is refused at once. */
  readonly asksFirst: boolean;
  /** Compiles the program in its folder. */
  readonly compile?: (folder: string) => Promise<unknown>;
}

const run = promisify(execFile);
const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const without = (name: string) => (): string => missing(`Debian's ${name} is not installed`);

/** By the Python that is first on the path and has the module, else by Debian's. */
function pythonWith(module: string): Language {
  const file = `upload-${module}.py`;
  const python = ['python3', '/usr/bin/python3'].find((path) => succeeds(path, '-c', `import ${module}`));
  return {
    name: `Python with ${module}`,
    file,
    command: python ? [python, file] : undefined,
    skip: without(`python3-${module}`),
    asksFirst: false,
  };
}

interface Jdk {
  /** Of its programs. */
  readonly folder: string;
  /** Such as 17. */
  readonly version: number;
}

/** Returns the JDK on the path, then Debian's and others beside it. */
function findJdks(): Jdk[] {
  const root = '/usr/lib/jvm';
  const others = existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'bin')) : [];
  return ['', ...others].flatMap((folder) => {
    const { stdout } = spawnSync(join(folder, 'javac'), ['--version'], { encoding: 'utf8' });
    const version = Number(/^javac (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
    return version >= 17 ? [{ folder, version }] : [];
  });
}

function javaOf(name: string, jdk: Jdk | undefined, skip: () => string): Language {
  return {
    name,
    file: 'Upload.java',
    // It runs for too short a time to be optimized.
    command: jdk && [join(jdk.folder, 'java'), '-XX:TieredStopAtLevel=1', 'Upload'],
    skip,
    asksFirst: (jdk?.version ?? 0) >= 21,
    compile: (cwd) => run(join(jdk?.folder ?? '', 'javac'), ['Upload.java'], { cwd }),
  };
}

const jdks = findJdks();

/** Every language of the page. */
export const LANGUAGES: readonly Language[] = [
  {
    name: 'curl',
    file: 'upload.sh',
    command: succeeds('curl', '--version') ? ['sh', 'upload.sh'] : undefined,
    skip: without('curl'),
    asksFirst: true,
  },
  pythonWith('requests'),
  pythonWith('httpx'),
  {
    name: 'PHP',
    file: 'upload.php',
    command: succeeds('php', '-r', 'curl_version();') ? ['php', 'upload.php'] : undefined,
    skip: without('php-curl'),
    asksFirst: true,
  },
  javaOf('Java', jdks[0], without('default-jdk-headless')),
  javaOf(
    'Java 21 or later',
    jdks.find(({ version }) => version >= 21),
    () => 'there is no JDK of 21 or later',
  ),
  {
    name: 'Go',
    file: 'upload.go',
    command: succeeds('go', 'version') ? ['./upload'] : undefined,
    skip: without('golang-go'),
    asksFirst: true,
    compile(cwd) {
      const env = { PATH: process.env.PATH, GOCACHE: join(cwd, 'cache'), GOPATH: cwd, GO111MODULE: 'off' };
      return run('go', ['build', '-o', 'upload', 'upload.go'], { cwd, env });
    },
  },
];
