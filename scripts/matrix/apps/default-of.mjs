/** What a package exports as a whole, whether it was imported or required. */
export function defaultOf(loaded) {
  return loaded.default ?? loaded;
}
