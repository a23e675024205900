import { state } from '../model/gateway.ts';
import type { Manner } from '../model/lanes.ts';
import { MANNERS, manner } from '../model/manner.ts';
import { announcement, isBusy, runScenario } from '../model/run-scenario.ts';
import { SCENARIOS, uploadOf } from '../model/scenarios.ts';

const CHOICES = ['browser', 'expects-continue', 'http1.0', 'nginx'] as const satisfies readonly Manner[];

/** The buttons, and how they send. */
export function Controls() {
  return (
    <div class="controls">
      <ul class="scenarios">
        {SCENARIOS.map((scenario) => (
          <li key={scenario.id}>
            <button
              type="button"
              aria-disabled={isBusy.value || !state.value}
              onClick={() => void (state.value && runScenario(scenario))}
            >
              <strong>{scenario.label}</strong>
              <small>{scenario.text}</small>
            </button>
          </li>
        ))}
        <li>
          <label class="choose">
            <strong>Choose files…</strong>
            <small>Or drop them anywhere.</small>
            <input
              type="file"
              multiple
              onChange={({ currentTarget }) => {
                void runScenario(uploadOf([...(currentTarget.files ?? [])]));
                currentTarget.value = '';
              }}
            />
          </label>
        </li>
      </ul>
      <fieldset class="manners">
        <legend>Uploads are sent by</legend>
        {CHOICES.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="manner"
              checked={manner.value === choice}
              disabled={choice === 'nginx' && state.value?.nginx === undefined}
              onChange={() => {
                manner.value = choice;
              }}
            />
            {MANNERS[choice].label}
            {choice === 'nginx' && state.value && !state.value.nginx && ' (not installed)'}
          </label>
        ))}
      </fieldset>
      <p class="announcement" role="status">
        {announcement.value || 'Press a button. Each of the eight services gets the same upload.'}
      </p>
    </div>
  );
}
