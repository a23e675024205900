import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Closes a run with the line that says how many tests have passed and failed. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    // What no test stands for fails the run as well: an error outside of them, a file that does not load.
    let failed = unhandled.length;
    let skipped = 0;
    for (const module of modules) {
      failed += module.errors().length;
      for (const { state } of Array.from(module.children.allTests(), (test) => test.result())) {
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
    }
    // The last word, after the summaries of the other reporters and of the coverage.
    process.once('exit', () => console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`));
  }
}
