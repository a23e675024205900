const COLUMNS = {
  what: 'measurement',
  ours: 'http507',
  peer: 'compared with',
  theirs: 'its result',
  ratio: 'ratio',
  cpu: 'ratio of CPU time',
  target: 'target',
};

/** Returns rows, as `compare` returns them, as a table in Markdown. */
export function toTable(rows) {
  const lines = [COLUMNS, ...rows].map((row) => Object.keys(COLUMNS).map((column) => row[column]));
  const widths = lines[0].map((_, index) => Math.max(...lines.map((cells) => cells[index].length)));
  const [head, ...body] = lines.map(
    (cells) => `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}
