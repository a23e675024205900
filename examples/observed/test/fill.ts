import { put } from '../../store/test/upload.ts';
import { UPLOAD_BYTES } from './start-load.ts';

/** Stores files until no further one fits. Returns the function that deletes them. */
export async function fill(url: string): Promise<() => Promise<void>> {
  const stored: string[] = [];
  for (;;) {
    const file = `${url}/files/filler-${stored.length}`;
    const { status } = await put(file, Buffer.alloc(UPLOAD_BYTES));
    if (status === 507) break;
    stored.push(file);
  }
  return async () => {
    for (const file of stored) await fetch(file, { method: 'DELETE' });
  };
}
