import { createInterface, type Interface } from 'node:readline/promises';

import { Command } from 'commander';

import type { Exchange } from '../inspect/exchange.ts';
import type { LabStep } from '../lab/lab-step.ts';
import { startLab } from '../lab/start-lab.ts';
import { STEPS } from '../lab/steps.ts';
import { EXIT } from './exit-status.ts';
import { formatExchange } from './format-exchange.ts';
import { type Styles, stylesOf } from './styles.ts';

/** How often a question is asked before the next step. */
const TRIES = 3;

const HELP = `
Six steps: reproduce, capture the exchange, tell transport from status, find the hop, decide about a retry, mend. Each step makes requests to
a simulated server on 127.0.0.1 and asks a question about the answers.

Exit status: 0 if every step was solved, 1 if not, 2 if the input ended early.

Example:
  http507 lab`;

/** Returns the command `lab`. */
export function labCommand(): Command {
  return new Command('lab')
    .description('Takes you through the diagnosis of a 507, in six steps.')
    .option('--json', 'print each step and each result as a line of JSON')
    .addHelpText('after', HELP)
    .action(run);
}

async function run({ json }: { readonly json?: true }): Promise<void> {
  const lab = await startLab();
  const terminal = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const view = json ? jsonView() : textView(stylesOf(process.stdout));
  const input = terminal[Symbol.asyncIterator]();
  let solved = 0;
  try {
    for (const [index, step] of lab.steps.entries()) {
      const exchanges = await lab.run(step);
      view.begin(step, index, exchanges);
      const isSolved = await ask(step, exchanges, input, view);
      if (isSolved === undefined) {
        process.exitCode = EXIT.notAsked;
        return;
      }
      if (isSolved) solved += 1;
    }
    view.end(solved);
    if (solved < STEPS.length) process.exitCode = EXIT.findings;
  } finally {
    terminal.close();
    await lab.close();
  }
}

/** Returns whether the reader has solved the step; undefined if the input has ended. */
async function ask(
  step: LabStep,
  exchanges: readonly Exchange[],
  input: ReturnType<Interface[typeof Symbol.asyncIterator]>,
  view: View,
): Promise<boolean | undefined> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    view.prompt();
    const { done, value } = await input.next();
    if (done) return undefined;
    const isRight = step.isRight(value.trim(), exchanges);
    view.judge(step, isRight, tries === TRIES);
    if (isRight) return true;
  }
  return false;
}

/** What the reader sees. */
interface View {
  begin(step: LabStep, index: number, exchanges: readonly Exchange[]): void;
  prompt(): void;
  judge(step: LabStep, isRight: boolean, isLast: boolean): void;
  end(solved: number): void;
}

function textView({ bold, dim, green, red }: Styles): View {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    begin({ title, intro, question, requests }, index, exchanges) {
      print(`\n${bold(`${index + 1} of ${STEPS.length}: ${title}`)}\n${intro}\n`);
      for (const [place, exchange] of exchanges.entries()) {
        const number = exchanges.length > 1 ? `${place + 1}. ` : '';
        print(dim(`${number}${requests[place]?.method} ${requests[place]?.path}`));
        print(
          formatExchange(exchange)
            .map((line) => `  ${line}`.trimEnd())
            .join('\n'),
        );
        print('');
      }
      print(bold(question));
    },
    prompt: () => void process.stdout.write('> '),
    judge({ hint, explanation }, isRight, isLast) {
      if (isRight) print(`${green('Right.')} ${explanation}`);
      else print(`${red('Not quite.')} ${isLast ? explanation : hint}`);
    },
    end: (solved) => print(`\n${bold(`${solved} of ${STEPS.length} steps solved.`)}`),
  };
}

function jsonView(): View {
  const print = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
  return {
    begin: ({ id, title, intro, question }, _index, exchanges) =>
      print({ step: id, title, intro, question, exchanges }),
    prompt: () => undefined,
    judge: ({ id, hint, explanation }, right, isLast) =>
      print({ step: id, right, ...(right || isLast ? { explanation } : { hint }) }),
    end: (solved) => print({ solved, of: STEPS.length }),
  };
}
