import { describeLedger } from '../test/describe-ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';

describeLedger('in memory', () => new MemoryLedger());
