import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints the number of passed, failed and skipped tests as the last line of a run. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    // Errors outside of tests, and files that cannot be loaded, count as failures.
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
    // After the summaries of the other reporters and the coverage.
    process.once('exit', () => console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`));
  }
}
