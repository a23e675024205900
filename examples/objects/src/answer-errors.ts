import { errorReply } from '@http507/example-store';
import type { ErrorRequestHandler } from 'express';

import { profileOf } from './profile-of.ts';

/** Amazon S3 API Reference, "List of error codes". */
const S3_CODES: Readonly<Record<string, string>> = {
  internal_error: 'InternalError',
  invalid_bucket: 'InvalidBucketName',
  ledger_unavailable: 'ServiceUnavailable',
  not_implemented: 'NotImplemented',
  unknown_file: 'NoSuchKey',
  upload_aborted: 'IncompleteBody',
};

/** Answers errors that are not about storage, in the words of the protocol. */
export const answerErrors: ErrorRequestHandler = (thrown, request, response, next) => {
  // Express then closes the connection.
  if (response.headersSent) return next(thrown);
  const { status, body } = errorReply(thrown);
  response.status(status);
  const profile = profileOf(request);
  if (profile === 's3') {
    response.type('application/xml').send(s3Error(S3_CODES[body.error] ?? 'InvalidRequest', body.detail));
  } else if (profile === 'git-lfs') {
    response.type('application/vnd.git-lfs+json').send(JSON.stringify({ message: body.detail }));
  } else {
    response.json(body);
  }
};

/** No text here is from outside, so none needs to be escaped. */
function s3Error(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
