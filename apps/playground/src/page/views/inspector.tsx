import { useSignal } from '@preact/signals';

import type { InspectReply } from '../../protocol.ts';
import { ask, state } from '../model/gateway.ts';
import { fieldOf } from './field-of.ts';
import { Findings } from './findings.tsx';

/** Inspects a URL with the rules of `http507 inspect`. */
export function Inspector() {
  const reply = useSignal<InspectReply | undefined>(undefined);
  const isAsking = useSignal(false);
  const inspect = async (url: string): Promise<void> => {
    if (isAsking.value) return;
    isAsking.value = true;
    reply.value = await ask<InspectReply>('inspect', { url }).catch((error: Error) => ({
      error: error.message,
      findings: [],
      exchanges: [],
    }));
    isAsking.value = false;
  };
  const express = state.value?.services.find(({ id }) => id === 'express-with');
  return (
    <section id="inspect" class="part" aria-labelledby="inspect-title">
      <h2 id="inspect-title">Inspect an address</h2>
      <p>
        The gateway makes the requests of <code>http507 inspect</code>, uploads included, and lists what is
        wrong with the answers. Requests go only to this machine
        {state.value &&
          state.value.allowedHosts.length > 0 &&
          ` and to ${state.value.allowedHosts.join(', ')}`}
        .
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void inspect(fieldOf(event.currentTarget, 'url'));
        }}
      >
        <label>
          Address{' '}
          <input name="url" type="url" required defaultValue={express && `${express.origin}/status/507`} />
        </label>
        <button type="submit" class="primary" aria-disabled={isAsking.value}>
          {isAsking.value ? 'Inspecting…' : 'Inspect'}
        </button>
      </form>
      <div aria-live="polite">
        {reply.value?.error !== undefined && <p class="failure">{reply.value.error}</p>}
        {reply.value && reply.value.error === undefined && (
          <>
            <p>{reply.value.exchanges.length} requests were made.</p>
            <Findings findings={reply.value.findings} />
          </>
        )}
      </div>
    </section>
  );
}
