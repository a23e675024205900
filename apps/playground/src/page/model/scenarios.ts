import type { ServiceId, ServiceState } from '../../protocol.ts';
import { ask, state } from './gateway.ts';
import { manner } from './manner.ts';
import { plainName } from './plain-name.ts';
import { type EndedUpload, sendUpload, sendWithAccident, type Upload } from './send-upload.ts';
import { watchRestarts } from './watch-restarts.ts';

/** Something to try. */
export interface Scenario {
  readonly id: string;
  readonly label: string;
  /** What happens, in one sentence. */
  readonly text: string;
  /** Whether it does nothing where no volume can be mounted. */
  readonly needsVolume?: true;
  readonly act: () => Promise<readonly EndedUpload[]>;
}

const MEGABYTE = 1_000_000;

/** The scenarios, in the order of their buttons. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'upload',
    label: 'Upload 20 MB',
    text: 'Each volume holds 10 MB.',
    act: () => uploadToAll([zeros('video.mp4', 20)]),
  },
  {
    id: 'four',
    label: 'Four at once',
    text: 'Four files of 3 MB each. Three of them fit.',
    act: async () => {
      await ask('make-room');
      return uploadToAll(
        ['ann', 'bob', 'cleo', 'dan'].map((account, index) => zeros(`photo-${index + 1}.raw`, 3, account)),
      );
    },
  },
  {
    id: 'fill',
    label: 'Fill the disk',
    text: 'Another program fills the volume. Then the page uploads 1 MB.',
    act: async () => {
      await ask('fill');
      return uploadToAll([zeros('report.pdf', 1)]);
    },
  },
  {
    id: 'fill-mid-upload',
    label: 'Fill it in mid-upload',
    text: 'Another program fills the volume. A write fails with ENOSPC.',
    needsVolume: true,
    act: async () => {
      await ask('make-room');
      return interruptAll('fill');
    },
  },
  {
    id: 'quota',
    label: 'Quota',
    text: 'alice has a quota of 8 MB. She uploads 6 MB, then 3 MB.',
    act: async () => {
      await ask('make-room');
      const first = await uploadToAll([zeros('album-1.zip', 6, 'alice')]);
      return [...first, ...(await uploadToAll([zeros('album-2.zip', 3, 'alice')]))];
    },
  },
  {
    id: 'kill',
    label: 'Kill it in mid-upload',
    text: 'Each service gets SIGKILL after 3 of 6 MB. Then look at the volumes.',
    act: async () => {
      await ask('make-room');
      const untilRestarted = watchRestarts();
      const uploads = await interruptAll('kill');
      // An upload that fails before its half does not kill the service.
      const killed = uploads.filter(({ service, exchange }) => exchange?.failure && mayStore(service));
      await untilRestarted(killed.map(({ service }) => service));
      return uploads;
    },
  },
  {
    id: 'room',
    label: 'Make room',
    text: 'Deletes all files.',
    act: async () => {
      await ask('make-room');
      return [];
    },
  },
];

/** Returns the scenario that uploads chosen files. */
export function uploadOf(files: readonly File[]): Pick<Scenario, 'label' | 'act'> {
  const label = files.length === 1 ? `Upload ${files[0]?.name}` : `Upload ${files.length} files`;
  const uploads = files.map((body) => ({ name: plainName(body.name), body, account: 'guest' }));
  return { label, act: () => uploadToAll(uploads) };
}

function uploadToAll(uploads: readonly Upload[]): Promise<readonly EndedUpload[]> {
  return toAll((service) => uploads.map((upload) => sendUpload(service, upload, manner.value)));
}

function interruptAll(accident: 'kill' | 'fill'): Promise<readonly EndedUpload[]> {
  const upload = zeros('backup.tar', 6);
  return toAll((service) => [sendWithAccident(service, upload, accident)]);
}

function toAll(
  send: (service: ServiceState) => readonly Promise<EndedUpload>[],
): Promise<readonly EndedUpload[]> {
  return Promise.all((state.value?.services ?? []).flatMap(send));
}

/** Returns whether a service has a volume or a folder. At the full device, the first write fails. */
function mayStore(id: ServiceId): boolean {
  const service = state.value?.services.find((each) => each.id === id);
  return service?.volume.kind !== 'full-device';
}

function zeros(name: string, megabytes: number, account = 'guest'): Upload {
  return { name, body: new Blob([new Uint8Array(megabytes * MEGABYTE)]), account };
}
