import fs from 'node:fs';
import path from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { cacheFolder, root } from '../../src/packaging/paths.mjs';

/** What a run came to; run-tests.mjs reads it and writes the last line. */
export interface TestResult {
  passed: number;
  failed: number;
  skipped: number;
  /** Why tests were skipped, where they say it (`context.skip('…')`), and how many for each reason. */
  reasons: Record<string, number>;
}

/** One line a test file and one for each annotation, every failure in full, the counts into .cache/test-result.json. */
export default class BenchReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    const parts = [`${count('passed')} passed`, ...(count('failed') ? [`${count('failed')} failed`] : []), ...(count('skipped') ? [`${count('skipped')} skipped`] : [])];
    console.log(`${module.ok() ? 'ok  ' : 'FAIL'} ${path.relative(root, module.moduleId)}: ${parts.join(', ')} (${seconds} s)`);
    for (const test of tests) for (const { message } of test.annotations()) console.log(`     ${message}`);
    for (const error of module.errors()) print(path.relative(root, module.moduleId), error);
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'failed') for (const error of result.errors) print(`${path.relative(root, test.module.moduleId)} > ${test.fullName}`, error);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const result: TestResult = { passed: 0, failed: unhandled.length, skipped: 0, reasons: {} };
    for (const error of unhandled) print('outside of any test', error);
    for (const module of modules) {
      result.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const outcome = test.result();
        if (outcome.state === 'passed') result.passed += 1;
        else if (outcome.state === 'failed') result.failed += 1;
        else {
          result.skipped += 1;
          const reason = (outcome.state === 'skipped' && outcome.note) || 'not for this machine';
          result.reasons[reason] = (result.reasons[reason] ?? 0) + 1;
        }
      }
    }
    fs.mkdirSync(cacheFolder, { recursive: true });
    fs.writeFileSync(path.join(cacheFolder, `test-result-${process.env['LINKKIT_TEST_RUN'] ?? 'direct'}.json`), JSON.stringify(result));
    if (!process.env['LINKKIT_TEST_RUN']) console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  }
}

function print(where: string, error: SerializedError): void {
  const diff = typeof error['diff'] === 'string' ? `\n${error['diff']}` : '';
  const stack = (error.stack ?? error.message).split('\n').filter((line) => !/node_modules|node:internal/.test(line)).slice(0, 30).join('\n');
  console.log(`\nFAILED ${where}\n${stack}${diff}\n`);
}
