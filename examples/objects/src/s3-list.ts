import { stat } from 'node:fs/promises';

import type { FileStore } from '@http507/example-store';
import etag from 'etag';

/** The parameters of ListObjects and ListObjectsV2 that have an effect. Lists are not paged. */
export interface ListParameters {
  readonly prefix?: unknown;
  readonly delimiter?: unknown;
  readonly 'encoding-type'?: unknown;
}

/** Returns the objects of a bucket as XML (Amazon S3 API Reference, "ListObjectsV2"). */
export async function listObjects(
  store: FileStore,
  account: string,
  { prefix, delimiter, 'encoding-type': encoding }: ListParameters,
): Promise<string> {
  const start = textOf(prefix);
  const separator = textOf(delimiter);
  const encode = encoding === 'url' ? encodeURIComponent : escapeXml;
  const contents: string[] = [];
  const folders = new Set<string>();
  for (const { name, bytes } of await store.list(account)) {
    const key = decodeURIComponent(name);
    if (!key.startsWith(start)) continue;
    const end = separator === '' ? -1 : key.indexOf(separator, start.length);
    if (end >= 0) {
      folders.add(key.slice(0, end + separator.length));
      continue;
    }
    const stats = await stat(await store.locate(account, name));
    contents.push(
      `<Contents><Key>${encode(key)}</Key><LastModified>${stats.mtime.toISOString()}</LastModified>` +
        `<ETag>${escapeXml(etag(stats))}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  }
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${encode(folder)}</Prefix></CommonPrefixes>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    (encoding === 'url' ? '<EncodingType>url</EncodingType>' : '') +
    `<KeyCount>${contents.length + folders.size}</KeyCount><IsTruncated>false</IsTruncated>` +
    `${contents.join('')}${prefixes.join('')}</ListBucketResult>`
  );
}

function textOf(parameter: unknown): string {
  return typeof parameter === 'string' ? parameter : '';
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
