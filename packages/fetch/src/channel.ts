/** The part of `node:diagnostics_channel` that this package uses. */
interface Channels {
  channel(name: string): { readonly hasSubscribers: boolean; publish(message: unknown): void };
}

/** Not imported, because not every runtime has Node's modules. Undefined in those, and in Node before 20.16. */
const channels = (
  globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
).process?.getBuiltinModule?.('node:diagnostics_channel') as Channels | undefined;

/** Returns a function that publishes on a diagnostics channel. It does nothing in a runtime without them. */
export function channel<Message>(name: string): (message: Message) => void {
  const target = channels?.channel(name);
  return (message) => {
    if (target?.hasSubscribers) target.publish(message);
  };
}
