import snippets from 'virtual:snippets';
import { useSignal } from '@preact/signals';
import type { Finding } from 'http507/inspect';
import { useEffect } from 'preact/hooks';

import type { Framework } from '../../protocol.ts';
import { curlOf } from '../model/copy-as.ts';
import { findingsOf } from '../model/findings.ts';
import { type Lane, lanes, selectedId } from '../model/lanes.ts';
import { SENT_BY } from '../model/manner.ts';
import { outcomeOf } from '../model/outcome.ts';
import { Answer } from './answer.tsx';
import { CopyButton } from './copy-button.tsx';
import { Findings } from './findings.tsx';
import { Operator } from './operator.tsx';
import { NAMES } from './services.tsx';

/** The selected upload: what the client got, what the operator got, and what is wrong with the answer. */
export function Detail() {
  const lane = lanes.value.find(({ id }) => id === selectedId.value);
  return (
    <section id="detail" class="detail" aria-label="The selected answer">
      {lane ? (
        <Selected key={lane.id} lane={lane} />
      ) : (
        <p class="nothing">Every upload gets a line. Select one to see its answer here.</p>
      )}
    </section>
  );
}

function Selected({ lane }: { readonly lane: Lane }) {
  const [framework, variant] = lane.service.split('-') as [Framework, string];
  const { label, tone } = outcomeOf(lane);
  return (
    <>
      <header>
        <h3>
          {NAMES[framework]} {variant} http507
        </h3>
        <p>
          <code>PUT {new URL(lane.url).pathname}</code> <b class={`is-${tone}`}>{label}</b>
        </p>
        <p>{SENT_BY[lane.manner]}</p>
        <p class="copies">
          <CopyButton
            label={lane.manner === 'nginx' ? 'Copy as curl (without nginx)' : 'Copy as curl'}
            text={curlOf(lane)}
          />
          <CopyButton label={`Copy as code for ${NAMES[framework]}`} text={snippets[framework]} />
        </p>
      </header>
      <div class="sides">
        <section aria-label="The client got">
          <h3>
            The client got <span>public</span>
          </h3>
          {lane.exchange ? (
            <Answer exchange={lane.exchange} />
          ) : (
            <p class="nothing">{lane.problem ?? label}</p>
          )}
        </section>
        <section aria-label="The operator got">
          <h3>
            The operator got <span>private</span>
          </h3>
          <Operator lane={lane} />
        </section>
      </div>
      <section aria-label="http507 inspect says">
        <h3>
          <span>
            <code>http507 inspect</code> says
          </span>
        </h3>
        <LaneFindings lane={lane} />
      </section>
    </>
  );
}

function LaneFindings({ lane: { url, exchange } }: { readonly lane: Lane }) {
  const findings = useSignal<readonly Finding[] | undefined>(undefined);
  useEffect(() => {
    if (!exchange) return;
    const show = (found: readonly Finding[]): void => {
      findings.value = found;
    };
    findingsOf(url, exchange).then(show, () => undefined);
  }, [url, exchange, findings]);
  if (exchange?.failure) return <p class="nothing">There is no answer to judge.</p>;
  return findings.value ? <Findings findings={findings.value} /> : <p class="nothing">Nothing yet.</p>;
}
