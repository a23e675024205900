import { listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import type { FastifyInstance } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MAJORS } from './majors.ts';

type ErrorHandler = Parameters<FastifyInstance['setErrorHandler']>[0];

const OPTIONS = { logger: false };

describe.each(MAJORS)('error handlers in $major', ({ major, fastify }) => {
  /** Declares a route for each kind of error. */
  function declareRoutes(instance: FastifyInstance, foreign: Error = new Error('other')): void {
    instance.get('/storage', async () => {
      throw new StorageExhaustedError();
    });
    instance.get('/foreign', async () => {
      throw foreign;
    });
  }

  async function statusesOf(application: FastifyInstance): Promise<readonly [number, number]> {
    await application.ready();
    const origin = await listen(application.server);
    const [storage, foreign] = await Promise.all([fetch(`${origin}/storage`), fetch(`${origin}/foreign`)]);
    return [storage.status, foreign.status];
  }

  /** Returns a handler of the user, which answers 418. */
  function keepIn(values: unknown[]): ErrorHandler {
    return (thrown, _request, reply) => {
      values.push(thrown);
      void reply.code(418).send();
    };
  }

  test('that were set before the plugin get every other error unchanged', async () => {
    const application = fastify();
    const [values, foreign]: [unknown[], Error] = [[], Object.freeze(new Error('other'))];
    application.setErrorHandler(keepIn(values));
    application.register(storageExhaustedPlugin, OPTIONS);
    declareRoutes(application, foreign);
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(values).toHaveLength(1);
    expect(values[0]).toBe(foreign);
  });

  test("are Fastify's own unless the user sets one", async () => {
    const application = fastify();
    application.register(storageExhaustedPlugin, OPTIONS);
    declareRoutes(application, Object.assign(new Error('other'), { statusCode: 418 }));
    expect(await statusesOf(application)).toEqual([507, 418]);
  });

  test('of a child run first and can pass an error on by throwing it again', async () => {
    const application = fastify();
    const values: unknown[] = [];
    application.setErrorHandler(keepIn(values));
    application.register(storageExhaustedPlugin, OPTIONS);
    application.register(async (child) => {
      child.setErrorHandler((thrown) => {
        values.push('child');
        throw thrown;
      });
      declareRoutes(child);
    });
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(values.filter((value) => value === 'child')).toHaveLength(2);
    expect(values.at(-1)).toMatchObject({ message: 'other' });
  });

  test('of a child can answer a storage error themselves', async () => {
    const application = fastify();
    application.register(storageExhaustedPlugin, OPTIONS);
    application.register(async (child) => {
      child.setErrorHandler(keepIn([]));
      declareRoutes(child);
    });
    expect(await statusesOf(application)).toEqual([418, 418]);
  });

  test('of a route run first and can pass an error on by throwing it again', async () => {
    const application = fastify();
    application.register(storageExhaustedPlugin, OPTIONS);
    const seen: unknown[] = [];
    const errorHandler: ErrorHandler = (thrown) => {
      seen.push(thrown);
      throw thrown;
    };
    application.get('/storage', { errorHandler }, async () => {
      throw new StorageExhaustedError();
    });
    application.get('/foreign', { errorHandler: keepIn(seen) }, async () => {
      throw new StorageExhaustedError();
    });
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(seen).toHaveLength(2);
  });

  test('are inherited by a child that is registered after the plugin', async () => {
    const application = fastify();
    application.register(storageExhaustedPlugin, OPTIONS);
    application.register(async (child) => declareRoutes(child));
    expect(await statusesOf(application)).toEqual([507, 500]);
  });

  test('do not apply to a sibling', async () => {
    const application = fastify();
    application.register(async (child) => {
      child.register(storageExhaustedPlugin, OPTIONS);
    });
    // Fastify would send the error's own status, so only a raw error shows the difference.
    application.get('/storage', async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write', errno: -28 });
    });
    application.get('/foreign', async () => '');
    expect(await statusesOf(application)).toEqual([500, 200]);
  });

  test('of the parent get the errors that the plugin in a child passes on, and Fastify does not warn', async () => {
    const warnings = collectWarnings();
    const application = fastify();
    const values: unknown[] = [];
    application.setErrorHandler(keepIn(values));
    application.register(async (child) => {
      child.register(storageExhaustedPlugin, OPTIONS);
      declareRoutes(child);
    });
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(values).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test('of the same instance make Fastify 5 warn, as the README says', async () => {
    const warnings = collectWarnings();
    const application = fastify();
    application.setErrorHandler(keepIn([]));
    application.register(storageExhaustedPlugin, OPTIONS);
    declareRoutes(application);
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(warnings).toEqual(major.startsWith('fastify 5') ? ['FSTWRN004'] : []);
  });

  test('chain when the plugin is used twice', async () => {
    const application = fastify();
    const values: unknown[] = [];
    const events: unknown[] = [];
    const options = { ...OPTIONS, onExhausted: (event: unknown) => events.push(event) };
    application.setErrorHandler(keepIn(values));
    application.register(storageExhaustedPlugin, options);
    application.register(storageExhaustedPlugin, options);
    declareRoutes(application);
    expect(await statusesOf(application)).toEqual([507, 418]);
    expect(values).toHaveLength(1);
    expect(events).toHaveLength(1);
  });
});

/** Returns the codes of Fastify's warnings, which it emits before it answers. */
function collectWarnings(): string[] {
  const codes: string[] = [];
  const add = (warning: Error & { code?: string }): void => {
    if (warning.code?.startsWith('FST')) codes.push(warning.code);
  };
  process.on('warning', add);
  onTestFinished(() => void process.off('warning', add));
  return codes;
}
