import { createServer } from 'node:http';

import {
  combineGuards,
  diskCapacity,
  FileBatch,
  type Guard,
  type Ledger,
  MemoryLedger,
  meter,
  quota,
  removeFile,
  storeFile,
  sweepParts,
} from '@http507/guard';
import { type FormRequest, storeForm } from '@http507/guard/fastify-multipart';
import { commitFiles, multerStorage } from '@http507/guard/multer';

const ledger: Ledger = new MemoryLedger();
const guard: Guard = combineGuards(diskCapacity({ path: '.' }), quota({ limit: 10, ledger, usage: () => 0 }));
export async function store(account: string): Promise<number> {
  const reservation = await guard.reserve(account, 1);
  meter(reservation).end('x');
  await reservation.commit(1);
  return (await guard.usage(account)).availableBytes;
}
export const server = createServer(async (request, response) => {
  await sweepParts('.');
  const bytes: number = await storeFile(request, 'file', { reservation: await guard.reserve('a', 0) });
  await new FileBatch({ durable: true }).add(new Blob(['x']).stream(), 'other');
  response.end(String(bytes + (await removeFile('file', guard, 'a'))));
});
export const storage = multerStorage({ path: (_request, { fieldname }) => fieldname });
export const form = async (request: FormRequest) => (await storeForm(request, { path: () => 'file' })).files;
export const files = async (request: object) => (await commitFiles(request)).map(({ path }) => path);
// @ts-expect-error: a limit is needed, so the types are not `any`.
export const wrong = quota({});
