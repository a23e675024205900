/** Headers that say nothing about the answer: the time, the connection and who serves it. */
const INCIDENTAL = new Set(['date', 'connection', 'keep-alive']);

/**
 * Compares answers, one per name, and lays them out side by side.
 *
 * @param names - the columns' titles
 * @param answers - `{ status, headers, body }` each
 * @param width - the table's, in characters
 * @returns the table, and whether the answers agree in all but the time and the connection
 */
export function compare(names, answers, width) {
  const headerNames = [...new Set(answers.flatMap(({ headers }) => Object.keys(headers)))].sort();
  const rows = [
    ['', ...names],
    ['status', ...answers.map(({ status }) => status)],
    ...headerNames.map((name) => [name, ...answers.map(({ headers }) => headers[name] ?? '-')]),
    ['body', ...answers.map(({ body }) => body)],
  ];
  const titleWidth = Math.max(...rows.map(([title]) => title.length));
  const cellWidth = Math.floor((width - titleWidth) / names.length) - 2;
  return {
    table:
      cellWidth < 16
        ? answers.map((answer, index) => stack(names[index], answer)).join('\n\n')
        : rows.map((row) => layOut(row, titleWidth, cellWidth)).join('\n'),
    agree: rows
      .slice(1)
      .filter(([title]) => !INCIDENTAL.has(title))
      .every(([, first, ...others]) => others.every((cell) => cell === first)),
  };
}

/** Lays one row out, each cell broken into as many lines as it needs. */
function layOut([title, ...cells], titleWidth, cellWidth) {
  const broken = cells.map((cell) => cell.match(new RegExp(`.{1,${cellWidth}}`, 'gs')) ?? ['']);
  const height = Math.max(...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    [
      (line === 0 ? title : '').padEnd(titleWidth),
      ...broken.map((lines) => (lines[line] ?? '').padEnd(cellWidth)),
    ]
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

/** One answer by itself, where the terminal is too narrow for four in a row. */
function stack(name, { status, headers, body }) {
  const lines = Object.entries(headers).map(([header, value]) => `  ${header}: ${value}`);
  return [`${name}: ${status}`, ...lines, '', `  ${body}`].join('\n');
}
