import { defineConfig } from 'tsup';
import { buildOf } from '../../tsup.base.ts';

export default defineConfig(
  buildOf(
    'src/index.ts',
    'src/axios.ts',
    'src/got.ts',
    'src/ky.ts',
    'src/undici.ts',
    'src/upload.ts',
    'src/upload-browser.ts',
  ),
);
