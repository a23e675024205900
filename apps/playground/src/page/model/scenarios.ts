import { ask, state } from './gateway.ts';
import { manner } from './manner.ts';
import { sendUpload, sendWithAccident, type Upload } from './send-upload.ts';

/** Something to try. */
export interface Scenario {
  readonly id: string;
  readonly label: string;
  /** What happens, in one sentence. */
  readonly text: string;
  /** Resolves to the ids of the lanes. */
  readonly act: () => Promise<readonly string[]>;
}

const MEGABYTE = 1_000_000;

/** The scenarios, in the order of their buttons. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'upload',
    label: 'Upload 20 MB',
    text: 'To volumes that hold 10 MB.',
    act: () => uploadToAll([zeros('video.mp4', 20)]),
  },
  {
    id: 'four',
    label: 'Four at once',
    text: '4 × 3 MB. Three of them fit.',
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
    text: 'By another program. Then upload 1 MB.',
    act: async () => {
      await ask('fill');
      return uploadToAll([zeros('report.pdf', 1)]);
    },
  },
  {
    id: 'fill-mid-upload',
    label: 'Fill it in mid-upload',
    text: 'A write fails with ENOSPC.',
    act: async () => {
      await ask('make-room');
      return interruptAll('fill');
    },
  },
  {
    id: 'quota',
    label: 'Quota',
    text: '6 MB and 3 MB by alice, who may store 8.',
    act: async () => {
      await ask('make-room');
      const first = await uploadToAll([zeros('album-1.zip', 6, 'alice')]);
      return [...first, ...(await uploadToAll([zeros('album-2.zip', 3, 'alice')]))];
    },
  },
  {
    id: 'kill',
    label: 'Kill it in mid-upload',
    text: 'SIGKILL after 3 of 6 MB. Then look at the volumes.',
    act: async () => {
      await ask('make-room');
      const ids = await interruptAll('kill');
      await untilAllAreUp();
      return ids;
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

function uploadToAll(uploads: readonly Upload[]): Promise<readonly string[]> {
  return toAll((service) => uploads.map((upload) => sendUpload(service, upload, manner.value)));
}

function interruptAll(accident: 'kill' | 'fill'): Promise<readonly string[]> {
  const upload = zeros('backup.tar', 6);
  return toAll((service) => [sendWithAccident(service, upload, accident)]);
}

function toAll(
  send: (service: NonNullable<typeof state.value>['services'][number]) => readonly Promise<string>[],
): Promise<readonly string[]> {
  return Promise.all((state.value?.services ?? []).flatMap(send));
}

/** Resolves when every service is up, or after 10 s. */
function untilAllAreUp(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 10_000);
    const stop = state.subscribe((current) => {
      if (!current?.services.every(({ isUp }) => isUp)) return;
      clearTimeout(timer);
      resolve();
      // Not before the subscription has been returned.
      queueMicrotask(() => stop());
    });
  });
}

function zeros(name: string, megabytes: number, account = 'guest'): Upload {
  return { name, body: new Blob([new Uint8Array(megabytes * MEGABYTE)]), account };
}

/** The services accept only names without slashes, and the gateway only plain ones. */
function plainName(name: string): string {
  return (
    name
      .replace(/[^\w.-]/g, '-')
      .replace(/^\.+/, '')
      .slice(-100) || 'file'
  );
}
