const WIDTH = 120;

/** Returns a paragraph in lines that are not too long. Headings, comments and tables stay as they are. */
export function wrap(paragraph) {
  const indent = paragraph.startsWith('- ') ? '  ' : '';
  if (/^[#<|]/.test(paragraph)) return paragraph;
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (line.length <= WIDTH || lines.at(-1).trim() === '') lines[lines.length - 1] = line;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}
