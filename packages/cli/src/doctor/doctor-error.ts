/** A configuration could not be read. The message is for the user. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
}
