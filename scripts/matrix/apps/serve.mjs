// Serves the given application, with all packages imported, and prints its port.
import { fail } from './fail.mjs';

const { start } = await import(`./${process.argv[2]}.mjs`);
console.log(`port ${await start((name) => import(name), fail)}`);
