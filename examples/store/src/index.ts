export { bodyLength } from './body-length.ts';
export {
  admitDocument,
  checkDocument,
  MAX_DOCUMENT_BYTES,
  refuseEmptyDocument,
} from './document-intake.ts';
export { clientError, type ErrorReply, errorReply, type Foreign, unknownRoute } from './error-reply.ts';
export { exhaustedError } from './exhausted-error.ts';
export { FileStore, type PendingFile, type StoredFile } from './file-store.ts';
export { admitForm, FORM_LIMITS, invalidForm, missingFile, receiveFormFile } from './form-intake.ts';
export { commitFormFile, multerStorage } from './multer-storage.ts';
export { openStore } from './open-store.ts';
export { RequestError } from './request-error.ts';
export { runUntilSignal } from './run-until-signal.ts';
export { simulateEnospc } from './simulate-enospc.ts';
export { readConfig, type StoreConfig } from './store-config.ts';
