import { useSignal } from '@preact/signals';
import type { Exchange } from 'http507/inspect';

import { type ExplainedLine, explainBody, explainHeader, explainStatus } from '../model/explain.ts';

/** How many lines of a body are shown. */
const MAX_LINES = 40;

/** An answer line by line. Each line says what it is for when the pointer or the focus is on it. */
export function Answer({ exchange }: { readonly exchange: Exchange }) {
  /** The index of the line that is explained. */
  const current = useSignal(-1);
  const { answer, failure, request } = exchange;
  if (!answer) return <p class="failure">{failure?.message}.</p>;
  const { status, reason, headers, body } = answer;
  const lines: readonly ExplainedLine[] = [
    explainStatus(request.protocol, status, reason),
    ...headers.map(explainHeader),
    ...(body.text === ''
      ? []
      : [{ text: '', explanation: '' }, ...explainBody(body.text).slice(0, MAX_LINES)]),
  ];
  return (
    <div class="answer">
      <p class="explanation" aria-live="polite">
        {lines[current.value]?.explanation ??
          `${lines[0]?.explanation} Point to another line to read its explanation.`}
      </p>
      <ol>
        {lines.map((line, index) =>
          line.text === '' ? (
            <li key={index} class="blank" />
          ) : (
            <li key={index} class={current.value === index ? 'is-current' : ''}>
              <button
                type="button"
                title={line.explanation}
                onMouseEnter={() => {
                  current.value = index;
                }}
                onFocus={() => {
                  current.value = index;
                }}
              >
                {line.text}
              </button>
            </li>
          ),
        )}
      </ol>
    </div>
  );
}
