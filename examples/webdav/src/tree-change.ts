import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { sep } from 'node:path';

import type { AccountedFiles } from './accounted-files.ts';
import { METADATA } from './metadata.ts';
import { treeSize } from './tree-size.ts';

interface Aside {
  readonly path: string;
  readonly kept: string;
  readonly bytes: number;
}

/**
 * What a COPY or MOVE has done so far. The resource that it replaces is set aside under the name `<name>.replaced-<id>` until the new tree is
 * complete. If it does not become complete, everything is undone. A killed process leaves the old resource under that name.
 */
export class TreeChange {
  /** What was thrown for members, by the URL of their destination. */
  readonly failures = new Map<string, unknown>();
  readonly #files: AccountedFiles;
  #root: string | undefined;
  #destination: string | undefined;
  #aside: Aside | undefined;
  readonly #moved: [from: string, to: string][] = [];
  readonly #removals: (() => Promise<void>)[] = [];

  constructor(files: AccountedFiles) {
    this.#files = files;
  }

  /** Sets the path that the tree is copied or moved to. */
  start(destination: string): void {
    this.#destination = destination;
  }

  /** Whether nothing was copied or moved, because the first step failed. */
  get failedAtRoot(): boolean {
    return this.#root !== undefined && this.failures.has(this.#root);
  }

  /** Takes one step for the member with this destination, and remembers it if it fails. The root comes first. */
  async step(destination: URL, take: () => Promise<void>): Promise<void> {
    this.#root ??= destination.href;
    try {
      await take();
    } catch (error) {
      this.failures.set(destination.href, error);
      throw error;
    }
  }

  /** Remembers that a file was moved. */
  moved(from: string, to: string): void {
    this.#moved.push([from, to]);
  }

  /** Removes a resource: what is replaced is set aside, and what was moved to its place is removed at the end. */
  async remove(path: string, remove: () => Promise<void>): Promise<void> {
    if (path === this.#destination) await this.setAside(path);
    // Set aside as a whole.
    else if (this.#destination && path.startsWith(this.#destination + sep)) return;
    else if (this.#aside) this.#removals.push(remove);
    else await remove();
  }

  /** Sets a resource aside, and no longer counts it. */
  async setAside(path: string): Promise<void> {
    const kept = `${path}.replaced-${randomUUID().slice(0, 8)}`;
    const bytes = (await treeSize(path)) + (await treeSize(path + METADATA));
    // Not counted first, so that the new tree may take its room.
    await this.#files.count(-bytes);
    try {
      await rename(path, kept);
    } catch (error) {
      await this.#files.count(bytes);
      throw error;
    }
    this.#aside = { path, kept, bytes };
    await renameIfThere(path + METADATA, kept + METADATA);
  }

  /** Completes the change: removes what was set aside. */
  async keep(): Promise<void> {
    for (const remove of this.#removals) await remove();
    if (!this.#aside) return;
    await rm(this.#aside.kept, { recursive: true });
    await rm(this.#aside.kept + METADATA, { force: true });
  }

  /** Undoes the change if something was set aside, and returns whether it was. Otherwise the part that succeeded stays (RFC 4918, section 9.8.3). */
  async undo(): Promise<boolean> {
    if (!this.#aside) return false;
    const { path, kept, bytes } = this.#aside;
    for (const [from, to] of this.#moved.reverse()) await rename(to, from);
    const added = (await treeSize(path)) + (await treeSize(path + METADATA));
    await rm(path, { recursive: true, force: true });
    await rm(path + METADATA, { force: true });
    await rename(kept, path);
    await renameIfThere(kept + METADATA, path + METADATA);
    await this.#files.count(bytes - added);
    return true;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
