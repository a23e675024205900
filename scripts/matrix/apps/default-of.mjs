/** Returns the default export of a package, imported or required. */
export function defaultOf(loaded) {
  return loaded.default ?? loaded;
}
