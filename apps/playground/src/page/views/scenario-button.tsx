import { state } from '../model/gateway.ts';
import { announcement, isBusy, runScenario } from '../model/run-scenario.ts';
import type { Scenario } from '../model/scenarios.ts';

/** A button that runs a scenario, or says why it cannot. */
export function ScenarioButton({ scenario }: { readonly scenario: Scenario }) {
  const { label, text, needsVolume } = scenario;
  const hasVolumes = state.value?.services.every(({ volume }) => volume.kind === 'tmpfs');
  const obstacle = needsVolume && hasVolumes === false ? 'Needs a mounted volume.' : undefined;
  return (
    <button
      type="button"
      aria-disabled={isBusy.value || !state.value || obstacle !== undefined}
      onClick={() => {
        if (obstacle !== undefined) announcement.value = `${label}: ${obstacle}`;
        else if (state.value) void runScenario(scenario);
      }}
    >
      <strong>{label}</strong>
      <small>{obstacle ?? text}</small>
    </button>
  );
}
