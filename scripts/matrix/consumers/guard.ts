import {
  combineGuards,
  diskCapacity,
  type Guard,
  type Ledger,
  MemoryLedger,
  meter,
  quota,
} from '@http507/guard';

const ledger: Ledger = new MemoryLedger();
const guard: Guard = combineGuards(diskCapacity({ path: '.' }), quota({ limit: 10, ledger, usage: () => 0 }));
export async function store(account: string): Promise<number> {
  const reservation = await guard.reserve(account, 1);
  meter(reservation).end('x');
  await reservation.commit(1);
  return (await guard.usage(account)).availableBytes;
}
// @ts-expect-error: a limit is needed, so the types are not `any`.
export const wrong = quota({});
