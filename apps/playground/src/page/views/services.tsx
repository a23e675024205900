import { FRAMEWORKS, type Framework, type Variant } from '../../protocol.ts';
import { state } from '../model/gateway.ts';
import { lanes } from '../model/lanes.ts';
import { Gauge } from './gauge.tsx';
import { LaneButton } from './lane-button.tsx';

/** The names of the frameworks. */
export const NAMES: Readonly<Record<Framework, string>> = {
  express: 'Express',
  fastify: 'Fastify',
  koa: 'Koa',
  nestjs: 'NestJS',
};

const VARIANTS: Readonly<Record<Variant, string>> = { with: 'With http507', without: 'Without' };

/** The eight services: a row for each framework, with http507 on the left. */
export function Services() {
  return (
    <div class="services">
      <p class="column" aria-hidden="true">
        {VARIANTS.with}
      </p>
      <p class="column" aria-hidden="true">
        {VARIANTS.without}
      </p>
      {FRAMEWORKS.flatMap((framework) => [
        <Panel key={`${framework}-with`} framework={framework} variant="with" />,
        <Panel key={`${framework}-without`} framework={framework} variant="without" />,
      ])}
    </div>
  );
}

function Panel({ framework, variant }: { readonly framework: Framework; readonly variant: Variant }) {
  const id = `${framework}-${variant}` as const;
  const service = state.value?.services.find((each) => each.id === id);
  const own = lanes.value.filter((lane) => lane.service === id);
  return (
    <section class="service" data-service={id} aria-labelledby={id}>
      <h2 id={id}>
        {NAMES[framework]} <span>{VARIANTS[variant].toLowerCase()}</span>
        {service && !service.isUp && <em>ended, restarting</em>}
      </h2>
      <Gauge volume={service?.volume} label={`Volume of ${NAMES[framework]} ${variant} http507`} />
      <ol class="lanes" aria-label={`Uploads to ${NAMES[framework]} ${variant} http507`}>
        {own.map((lane) => (
          <li key={lane.id}>
            <LaneButton lane={lane} />
          </li>
        ))}
      </ol>
    </section>
  );
}
