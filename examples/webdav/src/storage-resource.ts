import { createReadStream } from 'node:fs';
import { access, chmod, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { reservationOf } from '@http507/express';
import { storeFile } from '@http507/guard';
import { Resource } from '@nephele/adapter-file-system';
import {
  ForbiddenError,
  LockedError,
  MethodNotSupportedError,
  ResourceNotFoundError,
  ResourceTreeNotCompleteError,
  type User,
} from 'nephele';

import { METADATA } from './metadata.ts';
import type { StorageAdapter } from './storage-adapter.ts';
import { StorageProperties } from './storage-properties.ts';
import { listNames } from './tree-size.ts';

type Metadata = Awaited<ReturnType<Resource['readMetadataFile']>>;

/**
 * A file or folder whose changes are admitted and counted by a guard. The resources of the adapter write in place; these store a file whole or not
 * at all.
 */
export class StorageResource extends Resource {
  declare adapter: StorageAdapter;

  override async getProperties(): Promise<StorageProperties> {
    return new StorageProperties({ resource: this });
  }

  override async getInternalMembers(_user: User): Promise<StorageResource[]> {
    if (!(await this.isCollection())) throw new MethodNotSupportedError('This is not a collection.');
    const { adapter, baseUrl } = this;
    const names = (await listNames(this.absolutePath)).filter((name) => !name.endsWith(METADATA));
    return names.map((name) => new StorageResource({ adapter, baseUrl, path: join(this.path, name) }));
  }

  override async setStream(input: Readable): Promise<void> {
    if (await this.isCollection())
      throw new MethodNotSupportedError('This resource is an existing collection.');
    await storeFile(input, this.absolutePath, {
      reservation: reservationOf(this.adapter.request),
      durable: true,
    });
  }

  override async create(user: User): Promise<void> {
    await this.adapter.files.storeName(() => super.create(user));
  }

  override async delete(_user: User): Promise<void> {
    if (!(await this.exists())) throw new ResourceNotFoundError("This resource couldn't be found.");
    await this.adapter.tree.remove(this.absolutePath, () => this.#remove());
  }

  override async copy(destination: URL, baseUrl: URL, _user: User): Promise<void> {
    const { files, tree } = this.adapter;
    await tree.step(destination, async () => {
      const target = await this.#targetOf(destination, baseUrl);
      const metadata = textOf({ ...(await this.readMetadataFile()), locks: {} });
      if (await this.isCollection()) {
        if ((await target.exists()) && !(await target.isCollection()))
          await tree.setAside(target.absolutePath);
        await files.makeFolder(target.absolutePath);
        if (metadata) {
          await files.store(metadata.length, [() => metadata, join(target.absolutePath, METADATA)]);
        }
        return;
      }
      const { size, mode, atime, mtime } = await stat(this.absolutePath);
      const content = [() => createReadStream(this.absolutePath), target.absolutePath] as const;
      const metadataPath = target.absolutePath + METADATA;
      if (metadata) await files.store(size + metadata.length, content, [() => metadata, metadataPath]);
      else {
        await files.store(size, content);
        await files.remove(metadataPath);
      }
      await chmod(target.absolutePath, mode);
      await utimes(target.absolutePath, atime, mtime);
    });
  }

  override async move(destination: URL, baseUrl: URL, _user: User): Promise<void> {
    const { files, tree } = this.adapter;
    await tree.step(destination, async () => {
      const target = await this.#targetOf(destination, baseUrl);
      const metadata = await this.readMetadataFile();
      await files.move(this.absolutePath, target.absolutePath);
      tree.moved(this.absolutePath, target.absolutePath);
      if (!textOf(metadata)) return await files.remove(target.absolutePath + METADATA);
      await files.move(this.absolutePath + METADATA, target.absolutePath + METADATA);
      tree.moved(this.absolutePath + METADATA, target.absolutePath + METADATA);
      // Locks do not move. If there is no room to write the rest, they stay until they time out.
      await target.saveMetadataFile({ ...metadata, locks: {} }).catch(() => undefined);
    });
  }

  override async saveMetadataFile(metadata: Metadata, _path?: string, metadataPath?: string): Promise<void> {
    // The metadata goes with the resource. Saving it first could need room, and a full disk must not refuse a DELETE.
    if (this.adapter.request.method === 'DELETE') return;
    await this.#expectParent();
    const path = metadataPath ?? (await this.getMetadataFilePath());
    const text = textOf(metadata);
    if (text) await this.adapter.files.store(text.length, [() => text, path]);
    else await this.adapter.files.remove(path);
  }

  async #remove(): Promise<void> {
    const { files } = this.adapter;
    const path = this.absolutePath;
    if (!(await this.isCollection())) {
      await files.remove(path + METADATA);
      await files.remove(path);
      return;
    }
    for (const name of await listNames(path)) {
      if (name.endsWith(METADATA)) await files.remove(join(path, name));
    }
    await rmdir(path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOTEMPTY'
        ? new LockedError('A member of this collection is being stored.')
        : error;
    });
  }

  /** Returns the resource that this one is copied or moved to. */
  async #targetOf(destination: URL, baseUrl: URL): Promise<StorageResource> {
    const target = await this.adapter.newResource(destination, baseUrl);
    if (
      target.absolutePath === this.absolutePath ||
      target.absolutePath.startsWith(this.absolutePath + sep)
    ) {
      throw new ForbiddenError('The destination cannot be the same as or contained within the source.');
    }
    await target.#expectParent();
    return target;
  }

  async #expectParent(): Promise<void> {
    await access(dirname(this.absolutePath)).catch(() => {
      throw new ResourceTreeNotCompleteError(
        'One or more intermediate collections must be created before this resource.',
      );
    });
  }
}

/** Returns the content of a metadata file, or undefined if there is nothing to keep. */
function textOf({ props = {}, locks = {} }: Metadata): Buffer | undefined {
  if (Object.keys(props).length + Object.keys(locks).length === 0) return undefined;
  return Buffer.from(JSON.stringify({ props, locks }));
}
