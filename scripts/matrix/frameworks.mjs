/**
 * The newest and the oldest supported major of each framework, each in its newest version. The adapter for Hono supports one major.
 */
export const GENERATIONS = {
  newest: {
    '@hono/node-server': '2.1.8',
    '@nestjs/common': '12.5.1',
    '@nestjs/core': '12.5.1',
    '@nestjs/platform-express': '12.5.1',
    '@nestjs/platform-fastify': '12.5.0',
    express: '5.3.0',
    fastify: '5.12.8',
    hono: '4.13.19',
    koa: '3.3.0',
    'prom-client': '15.1.3',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  },
  oldest: {
    '@nestjs/common': '10.4.22',
    '@nestjs/core': '10.4.22',
    '@nestjs/platform-express': '10.4.22',
    '@nestjs/platform-fastify': '10.4.22',
    express: '4.22.3',
    fastify: '4.29.1',
    koa: '2.16.4',
    'prom-client': '15.1.3',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  },
};

/** Types of the frameworks that do not include their own. */
export const TYPES = {
  newest: { '@types/express': '5.0.6', '@types/koa': '3.0.3', '@types/node': '20.19.43' },
  oldest: { '@types/express': '4.17.25', '@types/koa': '2.15.0', '@types/node': '20.19.43' },
};
