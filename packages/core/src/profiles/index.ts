export { type ApplyProfile, createApplyProfile } from './apply-profile.ts';
export { gitLfs, type LfsObjectError, lfsObjectError } from './git-lfs.ts';
export { type FailedMember, type MultiStatus, multiStatus } from './multi-status.ts';
export type { PresentHeaders, Profile } from './profile.ts';
export type { ProfileName, ProfileOption } from './profile-option.ts';
export { type QuotaFigures, quotaXml } from './quota-xml.ts';
export { s3 } from './s3.ts';
export { tus, tusUploadLength } from './tus.ts';
export { webdav } from './webdav.ts';
