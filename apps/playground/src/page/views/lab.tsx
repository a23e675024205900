import { useSignal } from '@preact/signals';
import type { Exchange } from 'http507/inspect';
import { useEffect } from 'preact/hooks';

import type { LabStepText } from '../../protocol.ts';
import { ask } from '../model/gateway.ts';
import { loadProblem, loadSteps, steps } from '../model/lab.ts';
import { Answer } from './answer.tsx';
import { fieldOf } from './field-of.ts';

/** The six steps of `http507 lab`. */
export function Lab() {
  const index = useSignal(0);
  const solved = useSignal<readonly string[]>([]);
  useEffect(() => void loadSteps(), []);
  const step = steps.value[index.value];
  return (
    <section id="lab" class="part" aria-labelledby="lab-title">
      <h2 id="lab-title">Lab: diagnose a 507 in six steps</h2>
      <ol class="steps">
        {steps.value.map(({ id, title }, place) => (
          <li key={id}>
            <button
              type="button"
              aria-current={place === index.value ? 'step' : undefined}
              onClick={() => {
                index.value = place;
              }}
            >
              {title}
              {solved.value.includes(id) && <span> ✓</span>}
            </button>
          </li>
        ))}
      </ol>
      {step && (
        <Step
          key={step.id}
          step={step}
          onSolved={() => {
            solved.value = [...new Set([...solved.value, step.id])];
          }}
        />
      )}
      <p role="status">
        {loadProblem.value && `The steps are missing: ${loadProblem.value}`}
        {step && `${solved.value.length} of ${steps.value.length} steps solved.`}
      </p>
      {loadProblem.value && (
        <button type="button" class="primary" onClick={() => void loadSteps()}>
          Try again
        </button>
      )}
    </section>
  );
}

function Step({ step, onSolved }: { readonly step: LabStepText; readonly onSolved: () => void }) {
  const exchanges = useSignal<readonly Exchange[] | undefined>(undefined);
  const problem = useSignal('');
  const isRight = useSignal<boolean | undefined>(undefined);
  const check = async (reply: string): Promise<void> => {
    problem.value = '';
    isRight.value = undefined;
    try {
      const order = { reply, exchanges: exchanges.value };
      isRight.value = (await ask<{ isRight: boolean }>(`lab/${step.id}/check`, order)).isRight;
      if (isRight.value) onSolved();
    } catch (error) {
      problem.value = (error as Error).message;
    }
  };
  const makeRequests = async (): Promise<void> => {
    problem.value = '';
    try {
      exchanges.value = await ask<Exchange[]>(`lab/${step.id}`);
    } catch (error) {
      problem.value = (error as Error).message;
    }
  };
  return (
    <div class="step">
      <p>{step.intro}</p>
      {!exchanges.value && (
        <button type="button" class="primary" onClick={() => void makeRequests()}>
          {step.requests.length === 1 ? 'Make the request' : `Make the ${step.requests.length} requests`}
        </button>
      )}
      {problem.value && (
        <p class="failure" role="status">
          {problem.value}
        </p>
      )}
      {exchanges.value && (
        <>
          <div class="sides">
            {exchanges.value.map((exchange, place) => {
              const request = step.requests[place];
              return (
                <section key={request?.path} aria-label={`Request ${place + 1}`}>
                  <h3>
                    {step.requests.length > 1 && `${place + 1}. `}
                    <code>
                      {request?.method} {request?.path}
                    </code>
                  </h3>
                  <Answer exchange={exchange} />
                </section>
              );
            })}
          </div>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void check(fieldOf(event.currentTarget, 'reply'));
            }}
          >
            <label>
              {step.question} <input name="reply" autocomplete="off" required />
            </label>
            <button type="submit" class="primary">
              Check
            </button>
          </form>
          <p class="verdict" role="status">
            {isRight.value === true && (
              <>
                <b>Right.</b> {step.explanation}
              </>
            )}
            {isRight.value === false && (
              <>
                <b>Not quite.</b> {step.hint}
              </>
            )}
          </p>
        </>
      )}
    </div>
  );
}
