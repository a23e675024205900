import { join } from 'node:path';

import {
  FRAMEWORKS,
  type Framework,
  type OperatorReport,
  type ServiceId,
  type ServiceState,
} from '../protocol.ts';
import { Service } from './service.ts';
import { Volume } from './volume.ts';

/** The ports of the services with http507, as their examples have them. */
const PORTS: Readonly<Record<Framework, number>> = { express: 5071, fastify: 5072, koa: 5073, nestjs: 5074 };

/** How the services are started. */
export interface ServicesSettings {
  /** An empty folder for the volumes. */
  readonly folder: string;
  /** Whether volumes may be mounted in it. */
  readonly mayMount: boolean;
  /** Whether the services listen on any free port. */
  readonly anyPort: boolean;
  readonly pageOrigins: readonly string[];
  readonly onReport: (report: OperatorReport) => void;
}

/** The eight services: each framework with http507 and without. */
export class Services {
  readonly all: readonly Service[];

  private constructor(services: readonly Service[]) {
    this.all = services;
  }

  /**
   * Starts all services, and resolves when they listen.
   *
   * @throws Error with the end of its output if one does not start
   */
  static async start({
    folder,
    mayMount,
    anyPort,
    pageOrigins,
    onReport,
  }: ServicesSettings): Promise<Services> {
    const services = FRAMEWORKS.flatMap((framework) =>
      (['with', 'without'] as const).map((variant) => {
        const fallback = variant === 'with' ? 'limit' : 'full-device';
        const volume = Volume.open(join(folder, `${framework}-${variant}`), mayMount, fallback);
        const port = anyPort || variant === 'without' ? 0 : PORTS[framework];
        return new Service({ framework, variant, volume, port, pageOrigins });
      }),
    );
    for (const service of services) service.on('report', onReport);
    const started = new Services(services);
    try {
      await Promise.all(services.map((service) => service.start()));
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  get(id: ServiceId): Service {
    const service = this.all.find((each) => each.id === id);
    if (!service) throw new Error(`There is no service ${id}`);
    return service;
  }

  states(): Promise<ServiceState[]> {
    return Promise.all(this.all.map((service) => service.state()));
  }

  /** Fills all volumes. Without volumes, it fills the folders by uploads. */
  async fill(): Promise<void> {
    await Promise.all(this.all.map((service) => fillService(service)));
  }

  /** Deletes all files. */
  async makeRoom(): Promise<void> {
    await Promise.all(this.all.map((service) => emptyService(service)));
  }

  /** Ends all services, and resolves when they have ended. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((service) => service.stop()));
  }
}

async function fillService({ volume, origin, isUp }: Service): Promise<void> {
  if (volume.kind === 'tmpfs') await volume.fill();
  else if (volume.kind === 'limit' && isUp) {
    const { totalBytes, storedBytes } = await volume.read();
    // Two accounts, because one cannot store more than its quota.
    const bytes = Math.floor((totalBytes - storedBytes) / 2);
    for (const account of ['filler-1', 'filler-2']) {
      const url = `${origin}/files/filler.bin`;
      await fetch(url, { method: 'PUT', headers: { 'X-Account': account }, body: new Uint8Array(bytes) });
    }
  }
}

async function emptyService({ volume, origin, isUp, variant }: Service): Promise<void> {
  await volume.removeOther();
  if (variant === 'without') await volume.removeFiles();
  // The others delete their files themselves, so that their guards know of the room.
  else if (isUp) {
    for (const { name, account } of await volume.listFiles()) {
      const headers = account === undefined ? {} : { 'X-Account': account };
      await fetch(`${origin}/files/${encodeURIComponent(name)}`, { method: 'DELETE', headers }).catch(
        () => undefined,
      );
    }
  }
}
