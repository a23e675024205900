import { useSignal } from '@preact/signals';

import { copy } from '../model/copy-as.ts';

/** A button that copies text. It shows the text if the browser does not permit that. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const result = useSignal<'copied' | 'shown' | undefined>(undefined);
  return (
    <>
      <button
        type="button"
        class="copy"
        onClick={async () => {
          result.value = (await copy(text)) ? 'copied' : 'shown';
        }}
      >
        {label}
        <span role="status">{result.value === 'copied' && ' ✓ copied'}</span>
      </button>
      {result.value === 'shown' && <pre>{text}</pre>}
    </>
  );
}
