import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { headerOf } from '../src/inspect/headers.ts';
import { runRequests } from '../src/lab/run-requests.ts';
import { startLabProxy } from '../src/lab/start-lab-proxy.ts';
import { STEPS } from '../src/lab/steps.ts';
import { startSimulator } from '../src/simulate/start-simulator.ts';

const MAIN = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));

async function exchangesOf(id: string) {
  const simulator = await startSimulator();
  const proxy = await startLabProxy(simulator.url);
  onTestFinished(async () => {
    proxy.close();
    await simulator.close();
  });
  const step = STEPS.find((each) => each.id === id);
  if (!step) throw new Error(`There is no step ${id}`);
  const exchanges = await runRequests(step, { simulator: simulator.url, proxy: proxy.url });
  return { step, exchanges };
}

test('there are six steps', () => {
  expect(STEPS.map(({ id }) => id)).toEqual(['reproduce', 'capture', 'transport', 'hop', 'retry', 'mend']);
});

test.each([
  ['reproduce', ['507'], ['500', '', '413']],
  ['transport', ['1'], ['2', '3', '0', 'x', '']],
  ['hop', ['2'], ['1', '']],
  ['retry', ['2 120'], ['1 120', '2', '2 12', '']],
  [
    'mend',
    ['Cache-Control: no-store', 'cache-control:no-store'],
    ['no-store', 'Cache-Control: public, max-age=3600', 'Expires: 0'],
  ],
])('%s: accepts %j and rejects %j', async (id, right, wrong) => {
  const { step, exchanges } = await exchangesOf(id);
  for (const reply of right) expect([reply, step.isRight(reply, exchanges)]).toEqual([reply, true]);
  for (const reply of wrong) expect([reply, step.isRight(reply, exchanges)]).toEqual([reply, false]);
});

test('capture: accepts the request id of this run', async () => {
  const { step, exchanges } = await exchangesOf('capture');
  const answer = exchanges[0]?.answer;
  if (!answer) throw new Error('There is no answer');
  expect(step.isRight(String(headerOf(answer, 'x-request-id')), exchanges)).toBe(true);
  expect(step.isRight('undefined', exchanges)).toBe(false);
});

test('hop: the proxy passes one answer on and replaces the other', async () => {
  const { exchanges } = await exchangesOf('hop');
  const [passed, replaced] = exchanges.map(({ answer }) => answer);
  expect(passed && headerOf(passed, 'via')).toBe('1.1 lab-proxy');
  expect(passed && headerOf(passed, 'x-request-id')).toMatch(/\S/);
  expect(replaced?.body.text).toContain('<center>nginx</center>');
  expect(replaced && headerOf(replaced, 'x-request-id')).toBeUndefined();
});

/** Runs the command with an answer for each question. */
async function play(
  args: readonly string[],
  reply: (question: string, output: string) => string | undefined,
) {
  const child = spawn(process.execPath, [MAIN, 'lab', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  let asked = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    while ((output.match(/^> |^\{"step":"\w+","title"/gm)?.length ?? 0) > asked) {
      asked += 1;
      const line = reply(output.trim().split('\n').at(-2) ?? '', output);
      if (line === undefined) child.stdin.end();
      else child.stdin.write(`${line}\n`);
    }
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

const SOLUTIONS = [
  '507',
  (output: string) => String(/x-request-id: (\S+)/g.exec(output.slice(output.lastIndexOf('2 of 6')))?.[1]),
  '1',
  '2',
  '2 120',
  'Cache-Control: no-store',
];

test('a reader who solves every step is told so, and the command exits with 0', async () => {
  let step = 0;
  const { code, output } = await play([], (_question, all) => {
    const solution = SOLUTIONS[step++];
    return typeof solution === 'function' ? solution(all) : solution;
  });
  expect(output.match(/^> Right\./gm)).toHaveLength(6);
  expect(output).toContain('6 of 6 steps solved.');
  expect(code).toBe(0);
});

test('a wrong answer gets a hint, the third one the explanation, and the command exits with 1', async () => {
  const { code, output } = await play([], () => 'wrong');
  expect(output.match(/^> Not quite\./gm)).toHaveLength(18);
  expect(output).toContain('0 of 6 steps solved.');
  expect(code).toBe(1);
});

test('the command exits with 2 if the input ends early', async () => {
  expect((await play([], () => undefined)).code).toBe(2);
});

test('prints JSON', async () => {
  const child = spawn(process.execPath, [MAIN, 'lab', '--json'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end('507\nx\n');
  const lines = (await text(child.stdout))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ step: 'reproduce', exchanges: [{ answer: { status: 507 } }] });
  expect(lines[1]).toMatchObject({ step: 'reproduce', right: true, explanation: expect.any(String) });
  expect(lines[3]).toMatchObject({ step: 'capture', right: false, hint: expect.any(String) });
});
