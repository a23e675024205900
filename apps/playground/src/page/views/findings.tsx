import type { Finding } from 'http507/inspect';

/** What `http507 inspect` has found. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return <p class="nothing">Nothing to mend.</p>;
  return (
    <ul class="findings">
      {findings.map(({ id, severity, what, why, mend, source, evidence }) => (
        <li key={id}>
          <details>
            <summary>
              <b class={`is-${severity}`}>{severity}</b> <code>{id}</code> {what}
            </summary>
            {evidence.map(({ text }) => (
              <pre key={text}>{text}</pre>
            ))}
            <p>
              {why} ({source})
            </p>
            <p>
              <b>Mend:</b> {mend}
            </p>
          </details>
        </li>
      ))}
    </ul>
  );
}
