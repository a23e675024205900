import { defineConfig } from 'tsup';
import { buildOf } from '../../tsup.base.ts';

export default defineConfig(buildOf('src/index.ts', 'src/prometheus.ts'));
