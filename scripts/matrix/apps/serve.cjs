// Serves the given application, with all packages required, and prints its port.
const load = async (name) => require(name);

async function main() {
  const { fail } = await import('./fail.mjs');
  const { start } = await import(`./${process.argv[2]}.mjs`);
  console.log(`port ${await start(load, fail)}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
