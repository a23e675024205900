import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';

import { type ClientFolder, type ClientRun, PHOTO_BYTES } from './client-folder.ts';
import { type Found, findCommand } from './find-command.ts';
import type { Upload } from './upload-photo.ts';

/** A client of S3 that uploads the photo to `s3://photos/photo.jpg`. */
export interface S3Uploader {
  readonly name: string;
  readonly found: Found;
  /** The version in docs/protocols.md. Others may print another text. */
  readonly recorded: string;
  readonly upload: Upload;
  readonly attempts: readonly [without: number, withIt: number];
  /** With the profile `{ ...s3, status: 413 }`. */
  readonly attemptsAt413: number;
  readonly bytes: readonly [without: string, withIt: string];
}

const KEYS = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const BOTO3 = `import boto3, sys
boto3.client('s3', endpoint_url=sys.argv[1]).upload_file('photo.jpg', 'photos', 'photo.jpg')`;

const aws = findCommand('aws');
const boto3 = findCommand('python3', ['-c', 'import boto3; print(boto3.__version__)']);
const rclone = findCommand('rclone', ['version']);
const s3cmd = findCommand('s3cmd');
const curl = findCommand('curl');
const sdk = createRequire(import.meta.url)('@aws-sdk/client-s3/package.json').version;

export const S3_UPLOADERS: readonly S3Uploader[] = [
  {
    name: '`aws s3 cp`, aws-cli',
    found: aws,
    recorded: '2.9.19',
    upload: (url, folder) =>
      folder.run(
        aws.path,
        ['--endpoint-url', `${url}/s3`, 's3', 'cp', '--no-progress', 'photo.jpg', 's3://photos/photo.jpg'],
        KEYS,
      ),
    attempts: [3, 1],
    attemptsAt413: 1,
    bytes: ['3 × all', '0'],
  },
  {
    name: '`upload_file`, boto3',
    found: boto3,
    recorded: '1.26.27',
    upload: (url, folder) => folder.run(boto3.path, ['-c', BOTO3, `${url}/s3`], KEYS),
    attempts: [5, 1],
    attemptsAt413: 1,
    bytes: ['5 × all', '0'],
  },
  {
    name: '`PutObjectCommand`, @aws-sdk/client-s3',
    found: { path: '', version: sdk },
    recorded: '3.1175.0',
    upload: async (url, { path }) => await putWithSdk(url, { Body: await readFile(join(path, 'photo.jpg')) }),
    attempts: [3, 1],
    attemptsAt413: 1,
    bytes: ['3 × all', '0'],
  },
  {
    name: '`PutObjectCommand` with a stream, @aws-sdk/client-s3',
    found: { path: '', version: sdk },
    recorded: '3.1175.0',
    upload: (url, { path }) =>
      putWithSdk(url, { Body: createReadStream(join(path, 'photo.jpg')), ContentLength: PHOTO_BYTES }),
    attempts: [1, 1],
    attemptsAt413: 1,
    bytes: ['all', '0'],
  },
  {
    name: '`rclone copyto`, rclone',
    found: rclone,
    recorded: '1.60.1',
    upload: async (url, folder) => {
      const config = await folder.write(
        'rclone.conf',
        `[objects]
type = s3
provider = Other
access_key_id = test
secret_access_key = test
endpoint = ${url}/s3
`,
      );
      const target = 'objects:photos/photo.jpg';
      return await folder.run(rclone.path, ['--config', config, 'copyto', 'photo.jpg', target]);
    },
    attempts: [30, 3],
    attemptsAt413: 3,
    bytes: ['30 × all', '0'],
  },
  {
    name: '`s3cmd put`, s3cmd',
    found: s3cmd,
    recorded: '2.3.0',
    upload: (url, folder) => putWithS3cmd(url, folder, 'False'),
    attempts: [6, 6],
    attemptsAt413: 1,
    bytes: ['6 × all', '6 × all'],
  },
  {
    name: '`s3cmd put` with `use_http_expect`, s3cmd',
    found: s3cmd,
    recorded: '2.3.0',
    upload: (url, folder) => putWithS3cmd(url, folder, 'True'),
    attempts: [6, 6],
    attemptsAt413: 1,
    bytes: ['6 × all', '0'],
  },
  {
    name: '`curl -T`, curl',
    found: curl,
    recorded: '7.88.1',
    upload: (url, folder) => folder.run(curl.path, ['-sS', '-T', 'photo.jpg', `${url}/s3/photos/photo.jpg`]),
    attempts: [1, 1],
    attemptsAt413: 1,
    bytes: ['all', '0'],
  },
];

const noLog = (): void => undefined;

async function putWithSdk(url: string, input: Pick<PutObjectCommandInput, 'Body' | 'ContentLength'>) {
  const client = new S3Client({
    endpoint: `${url}/s3`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // It warns that it does not repeat the upload of a stream.
    logger: { debug: noLog, info: noLog, warn: noLog, error: noLog },
  });
  try {
    const { ETag } = await client.send(
      new PutObjectCommand({ Bucket: 'photos', Key: 'photo.jpg', ...input }),
    );
    return { code: 0, output: String(ETag) };
  } catch (error) {
    return { code: 1, output: String(error) };
  } finally {
    client.destroy();
  }
}

async function putWithS3cmd(
  url: string,
  folder: ClientFolder,
  expects: 'True' | 'False',
): Promise<ClientRun> {
  const host = `${new URL(url).host}/s3`;
  const config = await folder.write(
    's3cfg',
    `[default]
access_key = test
secret_key = test
host_base = ${host}
host_bucket = ${host}
use_https = False
use_http_expect = ${expects}
`,
  );
  return await folder.run(s3cmd.path, [
    '-c',
    config,
    '--no-progress',
    'put',
    'photo.jpg',
    's3://photos/photo.jpg',
  ]);
}
