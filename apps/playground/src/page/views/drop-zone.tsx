import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

import { state } from '../model/gateway.ts';
import { runScenario } from '../model/run-scenario.ts';
import { uploadOf } from '../model/scenarios.ts';

/** Takes files that are dropped anywhere on the page. The button for files does the same by keyboard. */
export function DropZone({ children }: { readonly children: ComponentChildren }) {
  const isOver = useSignal(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button that chooses files
    <div
      class={isOver.value ? 'page is-over' : 'page'}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        const files = [...(event.dataTransfer?.files ?? [])];
        if (state.value && files.length > 0) void runScenario(uploadOf(files));
      }}
    >
      {children}
    </div>
  );
}
