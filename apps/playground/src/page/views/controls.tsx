import { state } from '../model/gateway.ts';
import { CHOICES, manner } from '../model/manner.ts';
import { announcement, runScenario } from '../model/run-scenario.ts';
import { SCENARIOS, uploadOf } from '../model/scenarios.ts';
import { ScenarioButton } from './scenario-button.tsx';

/** The buttons, and how they send. */
export function Controls() {
  return (
    <div class="controls">
      <ul class="scenarios">
        {SCENARIOS.map((scenario) => (
          <li key={scenario.id}>
            <ScenarioButton scenario={scenario} />
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
        <legend>Send uploads</legend>
        {CHOICES.map(([choice, label]) => (
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
            {label}
            {choice === 'nginx' && state.value && !state.value.nginx && ' (not installed)'}
          </label>
        ))}
        <small>The two mid-upload buttons always send slowly, from the gateway.</small>
      </fieldset>
      <p class="announcement" role="status">
        {announcement.value || 'Press a button. Each of the eight services gets the same upload.'}
      </p>
    </div>
  );
}
