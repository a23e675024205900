/** Returns a file's name without what the services refuse, such as slashes, and what the gateway refuses, such as spaces. */
export function plainName(name: string): string {
  // The dots are removed last, because a name that has been cut may begin with one.
  const plain = name
    .replace(/[^\w.-]/g, '-')
    .slice(-100)
    .replace(/^\.+/, '');
  return plain || 'file';
}
