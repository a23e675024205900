/** A scrape as sorted lines: the types of all metrics, and every sample with its labels in order. */
export function parseScrape(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^# (?:HELP|UNIT)/.test(line))
    .map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join()}}`))
    .sort();
}
