/** Returns text in a style. */
export type Style = (text: string) => string;

/** The styles of the output. */
export type Styles = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'green', Style>>;

/**
 * Returns styles that apply on a terminal with colors only.
 *
 * @param stream - where the text is written. Its `hasColors` honors NO_COLOR
 */
export function stylesOf(stream: NodeJS.WriteStream): Styles {
  const hasColors = stream.isTTY && stream.hasColors();
  const style =
    (code: number): Style =>
    (text) =>
      hasColors ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: style(1), dim: style(2), red: style(31), yellow: style(33), green: style(32) };
}
