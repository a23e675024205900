import type { MediaType } from './negotiate.ts';
import type { StorageExhaustedDocument } from './serialize-storage-exhausted.ts';

/** Renders a document in a media type. */
export function render(document: StorageExhaustedDocument, mediaType: MediaType): string {
  if (mediaType === 'text/html') return renderHtml(document);
  if (mediaType === 'text/plain') return `507 ${document.title}\n\n${sentences(document).join('\n')}\n`;
  return JSON.stringify(document);
}

// Without styles and scripts, because the Content-Security-Policy of the page is default-src 'none'.
function renderHtml(document: StorageExhaustedDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>507 ${document.title}</title>
</head>
<body>
<main>
<h1>${document.title}</h1>
${sentences(document)
  .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  .join('\n')}
</main>
</body>
</html>
`;
}

/** Returns the document as sentences for a person. */
function sentences(document: StorageExhaustedDocument): string[] {
  const { detail, reason, temporary, retryAfter, usedBytes, quotaBytes, requestId } = document;
  const lines = [detail];
  if (quotaBytes !== undefined) lines.push(`Used: ${usedBytes} of ${quotaBytes} bytes.`);
  if (retryAfter !== undefined) lines.push(`Try again in ${retryAfter} seconds.`);
  lines.push(`Reason: ${reason} (${temporary ? 'temporary' : 'lasting'}).`);
  if (requestId !== undefined) lines.push(`Request id: ${requestId}`);
  return lines;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
