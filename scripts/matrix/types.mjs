import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PACKAGES } from './packages.mjs';
import { forEachAtOnce } from './pool.mjs';
import { run } from './run.mjs';
import { installTools } from './tools.mjs';

const COMPILERS = {
  '5.5': { package: 'npm:typescript@5.5.4', bin: 'tsc' },
  5.9: { package: 'npm:typescript@5.9.3', bin: 'tsc' },
  '6.0': { package: 'npm:@typescript/typescript6@6.0.2', bin: 'tsc6' },
  '7.0': { package: 'npm:typescript@7.0.2', bin: 'tsc' },
};

const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
};

/** Packages of others whose types do not compile, by compiler and generation, with the reason. */
const FAILING_TYPES = {};

/** What has neither Node's types nor a framework. */
const WITHOUT_NODE = ['core', 'fetch'];

/**
 * Compiles a consumer of each package, in ESM and in CJS, with every compiler and resolution. Nothing is skipped of what the
 * types of packages say: an error in them is told from one in ours.
 */
export async function checkTypes({ check, note }, { project }) {
  const tools = await installTools(
    'compilers',
    Object.fromEntries(
      Object.entries(COMPILERS).map(([version, compiler]) => [`typescript-${version}`, compiler.package]),
    ),
  );
  const names = PACKAGES.map(({ name }) => name);
  const programs = [];
  for (const generation of ['newest', 'oldest']) {
    const folder = await project(generation);
    for (const version of Object.keys(COMPILERS)) {
      for (const resolution of Object.keys(RESOLUTIONS)) {
        programs.push({ folder, version, resolution, names, title: `${generation} frameworks` });
      }
      if (generation === 'newest') {
        const compilerOptions = { types: [], lib: ['es2023', 'webworker'] };
        programs.push({
          ...{ folder, version, resolution: 'nodenext', names: WITHOUT_NODE, compilerOptions },
          title: 'no types of Node',
        });
      }
    }
  }
  await forEachAtOnce(programs, async ({ folder, version, resolution, names, compilerOptions, title }) => {
    const label = `TypeScript ${version}, ${resolution}, ${title}`;
    const errors = await compile(folder, join(tools, `typescript-${version}`), {
      ...{ label, version, resolution, names, compilerOptions },
    });
    const others = new Set();
    for (const name of names) {
      await check(`${label}: ${name}`, () => {
        if (!existsSync(consumerOf(name))) throw new Error('There is no consumer of it in scripts/matrix/consumers');
        const own = errors.filter(({ owner }) => owner === name);
        if (own.length > 0) throw new Error(own.map(({ line }) => line).join('\n'));
      });
    }
    for (const { owner } of errors) if (!names.includes(owner)) others.add(owner);
    await check(`${label}: the types of others`, () => {
      const known = FAILING_TYPES[label] ?? FAILING_TYPES[`${version}, ${title}`] ?? {};
      const unknown = errors.filter(({ owner }) => !names.includes(owner) && !Object.hasOwn(known, owner));
      if (unknown.length > 0) throw new Error(unknown.map(({ line }) => line).join('\n'));
      const mended = Object.keys(known).filter((owner) => !others.has(owner));
      if (mended.length > 0) throw new Error(`These compile now: ${mended.join(', ')}`);
      return [...others].map((owner) => `${owner} fails, as expected: ${known[owner]}`).join('; ');
    });
  });
  note(`each program with skipLibCheck: false, and consumers in ESM (.mts) and in CJS (.cts)`);
}

/** Compiles the consumers and resolves to the errors, each with the package of ours or of others that it is of. */
async function compile(project, compiler, { label, version, resolution, names, compilerOptions }) {
  const folder = join(project, 'consumers', label.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const name of names.filter((each) => existsSync(consumerOf(each)))) {
    const source = readFileSync(consumerOf(name), 'utf8');
    for (const extension of ['mts', 'cts']) writeFileSync(join(folder, `${name}.${extension}`), source);
  }
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2022',
    types: ['node'],
    ...RESOLUTIONS[resolution],
    ...compilerOptions,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['.'] }));
  const { bin } = COMPILERS[version];
  const { code, output } = await run(
    process.execPath,
    [join(compiler, 'bin', bin), '-p', folder, '--pretty', 'false'],
    { cwd: folder },
  );
  const errors = [...output.matchAll(/^(?! )(.+?)(?:\(\d+,\d+\))?: error TS.*$/gm)].map(([line, path]) => ({
    line,
    owner: ownerOf(relative(project, join(folder, path)), line),
  }));
  if (code !== 0 && errors.length === 0) throw new Error(output);
  return errors;
}

/** Whom an error is of: a package of ours by its short name, of others by its name. */
function ownerOf(path, line) {
  const [, ours] = /node_modules\/@http507\/([^/]+)/.exec(path) ?? [];
  const [, theirs] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const [, consumer] = /([^/]+)\.[mc]ts$/.exec(path) ?? [];
  return ours ?? theirs ?? consumer ?? line;
}

function consumerOf(name) {
  return fileURLToPath(new URL(`consumers/${name}.ts`, import.meta.url));
}
