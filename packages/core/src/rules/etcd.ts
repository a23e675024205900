import type { BackendRule } from './backend-rule.ts';

/**
 * etcd (etcd3, @grpc/grpc-js)
 *
 * Recognized: `etcdserver: mvcc: database space exceeded`, in an error of the gRPC classes, which for etcd3 have no code.
 *
 * Not recognized: every other RESOURCE_EXHAUSTED, such as a message that is too large; a circuit breaker that is open.
 *
 * Source: https://etcd.io/docs/v3.5/op-guide/maintenance/#space-quota; etcd, api/v3rpc/rpctypes/error.go (ErrGRPCNoSpace)
 */
export const etcd: BackendRule = {
  on: { message: ['8', 'etcdserver:'] },
  recognize: (error) => {
    const isExceeded = /^(?:8 RESOURCE_EXHAUSTED: )?etcdserver: mvcc: database space exceeded$/.test(
      error.message as string,
    );
    // A set limit, but the server's own, and lasting until somebody compacts it.
    return isExceeded && isGrpc(error) ? { kind: 'database', temporary: false } : undefined;
  },
};

function isGrpc(error: object): boolean {
  return (error as { code?: unknown }).code === 8 || /^(?:GRPC|Etcd)/.test(error.constructor.name);
}
