import { basename } from 'node:path';
import type { Guard } from '@http507/guard';
import { Adapter } from '@nephele/adapter-file-system';
import type { Request } from 'express';
import { BadGatewayError, ForbiddenError, type Method, ResourceNotFoundError } from 'nephele';

import { AccountedFiles } from './accounted-files.ts';
import { AddMember } from './add-member.ts';
import { METADATA } from './metadata.ts';
import { StorageResource } from './storage-resource.ts';
import { TreeChange } from './tree-change.ts';

/** What an adapter needs. */
export interface StorageAdapterOptions {
  /** The folder of the account. */
  readonly root: string;
  readonly account: string;
  readonly guard: Guard;
  readonly request: Request;
}

/** The file-system adapter of nephele for one request, with resources that a guard counts. */
export class StorageAdapter extends Adapter {
  readonly account: string;
  readonly guard: Guard;
  readonly request: Request;
  readonly files: AccountedFiles;
  readonly tree: TreeChange;

  constructor({ root, account, guard, request }: StorageAdapterOptions) {
    super({ root });
    this.account = account;
    this.guard = guard;
    this.request = request;
    this.files = new AccountedFiles(guard, account);
    this.tree = new TreeChange(this.files);
  }

  override async getResource(url: URL, baseUrl: URL): Promise<StorageResource> {
    const resource = await this.newResource(url, baseUrl);
    if (!(await resource.exists())) throw new ResourceNotFoundError('Resource not found.');
    return resource;
  }

  override async newResource(url: URL, baseUrl: URL): Promise<StorageResource> {
    return new StorageResource({ adapter: this, baseUrl, path: this.#pathOf(url, baseUrl) });
  }

  override async newCollection(url: URL, baseUrl: URL): Promise<StorageResource> {
    return new StorageResource({
      adapter: this,
      baseUrl,
      path: this.#pathOf(url, baseUrl),
      collection: true,
    });
  }

  override getMethod(method: string): typeof Method {
    return method === 'POST' ? AddMember : super.getMethod(method);
  }

  #pathOf(url: URL, baseUrl: URL): string {
    const path = this.urlToRelativePath(url, baseUrl);
    if (path === null) throw new BadGatewayError('The given path is not managed by this server.');
    const name = basename(path);
    if (name.endsWith(METADATA) || name.startsWith('.http507-')) {
      throw new ForbiddenError('The server uses this name itself.');
    }
    return path;
  }
}
