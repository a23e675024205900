import { isConnected, state } from './model/gateway.ts';
import { Controls } from './views/controls.tsx';
import { Detail } from './views/detail.tsx';
import { DropZone } from './views/drop-zone.tsx';
import { Inspector } from './views/inspector.tsx';
import { Lab } from './views/lab.tsx';
import { Services } from './views/services.tsx';

/** The whole page. */
export function App() {
  return (
    <DropZone>
      <a class="skip" href="#try">
        Skip to the buttons
      </a>
      <header class="top">
        <p class="brand">
          http507 <span>playground</span>
        </p>
        <nav aria-label="Parts of this page">
          <a href="#try">Try it</a>
          <a href="#inspect">Inspect</a>
          <a href="#lab">Lab</a>
        </nav>
      </header>
      <main>
        <section class="intro">
          <h1>What does your client get when the disk is full?</h1>
          <p>
            An honest server answers <b>507 Insufficient Storage</b>: there is no room now, and nothing is
            wrong with the request. Many services answer 500, leak a stack trace or drop the connection
            instead. Here are four frameworks, with http507 and without, each with a volume of 10&nbsp;MB.
            Every request is real.
          </p>
        </section>
        {state.value && !isConnected.value && (
          <p class="banner" role="alert">
            The gateway does not answer. Is <code>npm start</code> still running? The page connects again by
            itself.
          </p>
        )}
        <section id="try" aria-label="Try it">
          <Controls />
          <div class="bench">
            <Services />
            <Detail />
          </div>
        </section>
        <Inspector />
        <Lab />
      </main>
    </DropZone>
  );
}
