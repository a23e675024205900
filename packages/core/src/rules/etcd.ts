import type { BackendRule } from './backend-rule.ts';

/**
 * etcd (etcd3, @grpc/grpc-js)
 *
 * Recognized: `etcdserver: mvcc: database space exceeded`, in an error of a gRPC class. The classes of etcd3 have no code.
 *
 * Not recognized: every other RESOURCE_EXHAUSTED, for example a message that is too large; an open circuit breaker.
 *
 * Source: https://etcd.io/docs/v3.5/op-guide/maintenance/#space-quota; etcd, api/v3rpc/rpctypes/error.go (ErrGRPCNoSpace)
 */
export const etcd: BackendRule = {
  on: { message: ['8', 'etcdserver:'] },
  recognize: (error) => {
    const isExceeded = /^(?:8 RESOURCE_EXHAUSTED: )?etcdserver: mvcc: database space exceeded$/.test(
      error.message as string,
    );
    // A configured limit, but the server's own. It lasts until an operator compacts the database.
    return isExceeded && isGrpc(error) ? { kind: 'database', temporary: false } : undefined;
  },
};

function isGrpc(error: object): boolean {
  return (error as { code?: unknown }).code === 8 || /^(?:GRPC|Etcd)/.test(error.constructor.name);
}
