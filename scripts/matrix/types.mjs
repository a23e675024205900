import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PACKAGES } from './packages.mjs';
import { forEachAtOnce } from './pool.mjs';
import { run } from './run.mjs';
import { installTools } from './tools.mjs';

const COMPILERS = {
  5.5: { package: 'npm:typescript@5.5.4', bin: 'tsc' },
  5.9: { package: 'npm:typescript@5.9.3', bin: 'tsc' },
  '6.0': { package: 'npm:@typescript/typescript6@6.0.2', bin: 'tsc6' },
  '7.0': { package: 'npm:typescript@7.0.2', bin: 'tsc' },
};

const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
};

/** Types that do not compile, with the reason. They must fail with these codes and no others. */
const KNOWN_FAILURES = [
  {
    owner: 'nestjs',
    codes: ['TS1479', 'TS1541'],
    reason: 'Nest 12 is ESM only, and CJS files can require it only in nodenext since TypeScript 5.8',
    applies: ({ version, resolution, generation }) =>
      generation === 'newest' &&
      (resolution === 'node16' || (resolution === 'nodenext' && version === '5.5')),
  },
  {
    owner: '@types/koa',
    codes: ['TS2694'],
    reason: 'with Express 5 it gets a version of content-disposition that has its own types',
    applies: ({ generation }) => generation === 'newest',
  },
];

/** The oldest and the newest compiler. */
const OUTERMOST = ['5.5', '7.0'];

/** Packages that need neither Node's types nor a framework. */
const WITHOUT_NODE = ['core', 'fetch', 'client'];

/**
 * Compiles a consumer of each package, in ESM and CJS, with every compiler and resolution. The types of all packages are checked, and
 * errors are attributed to the package that causes them.
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
        // For the oldest frameworks, the oldest and the newest compiler are enough.
        if (generation === 'oldest' && !(resolution === 'nodenext' && OUTERMOST.includes(version))) continue;
        programs.push({ folder, generation, version, resolution, names, title: `${generation} frameworks` });
      }
      if (generation === 'oldest') continue;
      const compilerOptions = { types: [], lib: ['es2023', 'webworker'] };
      programs.push({
        ...{ folder, version, resolution: 'nodenext', names: WITHOUT_NODE, compilerOptions },
        title: 'without types of Node',
      });
    }
  }
  await forEachAtOnce(programs, async (program) => {
    const { names, version, resolution, title } = program;
    const label = `TypeScript ${version}, ${resolution}, ${title}`;
    const errors = await compile(join(tools, `typescript-${version}`), label, program);
    const known = KNOWN_FAILURES.filter(({ applies }) => applies(program));
    /** Throws for unknown errors, and for known failures that do not occur. */
    const judge = (own, expected) => {
      const isKnown = ({ owner, line }) =>
        expected.some(
          (failure) => failure.owner === owner && failure.codes.some((code) => line.includes(code)),
        );
      const unknown = own.filter((error) => !isKnown(error));
      if (unknown.length > 0) throw new Error(unknown.map(({ line }) => line).join('\n'));
      const fixed = expected.filter(({ owner }) => !own.some((error) => error.owner === owner));
      if (fixed.length > 0) throw new Error(`compiles now: ${fixed.map(({ owner }) => owner).join(', ')}`);
      return expected.map(({ owner, reason }) => `${owner} fails, as expected: ${reason}`).join('; ');
    };
    for (const name of names) {
      await check(`${label}: ${name}`, () => {
        if (!existsSync(consumerOf(name))) throw new Error('scripts/matrix/consumers has no consumer for it');
        return judge(
          errors.filter(({ owner }) => owner === name),
          known.filter(({ owner }) => owner === name),
        );
      });
    }
    await check(`${label}: types of other packages`, () =>
      judge(
        errors.filter(({ owner }) => !names.includes(owner)),
        known.filter(({ owner }) => !names.includes(owner)),
      ),
    );
  });
  note(
    'each with skipLibCheck: false, and consumers in ESM (.mts) and, where there is a CJS build, in CJS (.cts)',
  );
}

/** Compiles the consumers. Resolves to the errors, each with the package that causes it. */
async function compile(compiler, label, { folder: project, version, resolution, names, compilerOptions }) {
  const folder = join(project, 'consumers', label.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const name of names.filter((each) => existsSync(consumerOf(each)))) {
    const source = readFileSync(consumerOf(name), 'utf8');
    for (const extension of formatsOf(name)) writeFileSync(join(folder, `${name}.${extension}`), source);
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

/** Returns the package that causes an error: the short name of an http507 package, or the name of another one. */
function ownerOf(path, line) {
  const ours = ourOwner(path);
  const [, theirs] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const [, consumer] = /([^/]+)\.[mc]ts$/.exec(path) ?? [];
  return ours ?? theirs ?? consumer ?? line;
}

/** The short name of a package of ours that a path is in: its folder. */
function ourOwner(path) {
  const [, name] = /node_modules\/(@http507\/[^/]+|http507)\//.exec(path) ?? [];
  return PACKAGES.find(({ manifest }) => manifest.name === name)?.name;
}

function formatsOf(name) {
  const { main } = PACKAGES.find((entry) => entry.name === name).manifest;
  return main ? ['mts', 'cts'] : ['mts'];
}

function consumerOf(name) {
  return fileURLToPath(new URL(`consumers/${name}.ts`, import.meta.url));
}
