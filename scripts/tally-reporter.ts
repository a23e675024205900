import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints a line for each failure, and the number of passed, failed and skipped tests as the last line of a run. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    let skipped = 0;
    // Errors outside of tests, and files that cannot be loaded, count as failures.
    const failures = unhandled.map((error) => line('outside of a test', error));
    for (const module of modules) {
      failures.push(...module.errors().map((error) => line(module.relativeModuleId, error)));
      // Of their hooks, such as beforeAll.
      for (const suite of module.children.allSuites())
        failures.push(
          ...suite.errors().map((error) => line(`${module.relativeModuleId} > ${suite.fullName}`, error)),
        );
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed')
          failures.push(line(`${module.relativeModuleId} > ${test.fullName}`, errors[0]));
        else skipped += 1;
      }
    }
    // After the summaries of the other reporters and the coverage.
    process.once('exit', () => {
      console.log('');
      for (const failure of failures) console.log(failure);
      console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`);
    });
  }
}

/** One line, so that `.ci/run` can find it and repeat it at its end. */
function line(where: string, error: { message: string; stack?: string } | undefined): string {
  const place = error?.stack?.split('\n').find((frame) => /\.(ts|tsx|mjs)/.test(frame)) ?? '';
  const text = stripVTControlCharacters(`FAILED ${where}: ${error?.message ?? 'no error'} ${place}`);
  return text.replace(/\s+/g, ' ').slice(0, 1000);
}
