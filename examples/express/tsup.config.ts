import { defineConfig } from 'tsup';
import { buildOf } from '../../tsup.base.ts';

export default defineConfig({ ...buildOf('src/app.ts'), format: ['esm'] });
