import { render } from 'preact';

import { App } from './app.tsx';
import { listen } from './model/gateway.ts';
import { noteProgress, noteReport } from './model/lanes.ts';

listen({ report: noteReport, progress: noteProgress });
const page = document.getElementById('page');
if (page) render(<App />, page);
