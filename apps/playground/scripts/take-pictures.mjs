// `npm run pictures`: takes the pictures of the README from the running page. A folder as an argument gets them instead of docs/playground.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import gifenc from 'gifenc';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

const START = fileURLToPath(new URL('../dist/server/start.js', import.meta.url));
const folder = process.argv[2] ?? fileURLToPath(new URL('../../../docs/playground', import.meta.url));

/** The size of the animation, in pixels. */
const SIZE = { width: 1280, height: 820 };

/** How often the animation shows the page, in milliseconds. */
const INTERVAL = 250;

/** How long the animation rests on a result, in milliseconds. */
const REST = 2_500;

mkdirSync(folder, { recursive: true });
const playground = spawn(process.execPath, [START], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const [{ page: address }] = await once(playground, 'message');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [name, colorScheme, width] of [
    ['light', 'light', 1440],
    ['dark', 'dark', 1440],
    ['phone', 'light', 360],
  ]) {
    const page = await open({ colorScheme, viewport: { width, height: 960 } });
    await press(page, 'Make room');
    await press(page, 'Fill the disk');
    await page.mouse.move(0, 0);
    writeFileSync(join(folder, `${name}.png`), await page.screenshot());
    await page.context().close();
  }
  writeFileSync(join(folder, 'playground.gif'), await film());
} finally {
  await browser.close();
  playground.kill('SIGTERM');
}

async function open(options) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.bar').first().waitFor();
  return page;
}

async function press(page, name) {
  await page.getByRole('button', { name }).click();
  await page.locator('.announcement', { hasText: /: (?!running).+\.$/ }).waitFor();
}

/** Films the page while buttons are pressed. Returns the animation as a GIF. */
async function film() {
  const page = await open({ viewport: SIZE, colorScheme: 'light' });
  await press(page, 'Make room');
  await page.evaluate(() => document.querySelector('.controls')?.scrollIntoView());
  const frames = [];
  let isFilming = true;
  const take = async () => {
    while (isFilming) {
      const time = performance.now();
      frames.push({ time, data: PNG.sync.read(await page.screenshot()).data });
      await page.waitForTimeout(Math.max(0, INTERVAL - (performance.now() - time)));
    }
  };
  const taken = take();
  for (const name of ['Fill the disk', 'Quota', 'Fill it in mid-upload']) {
    await page.waitForTimeout(REST / 2);
    await press(page, name);
    await page.waitForTimeout(REST);
  }
  isFilming = false;
  await taken;
  return encode(frames);
}

/** Encodes frames with one palette. A frame that repeats the one before makes that one longer. */
function encode(frames) {
  const { GIFEncoder, quantize, applyPalette } = gifenc;
  const palette = quantize(frames.at(-1).data, 64);
  const gif = GIFEncoder();
  const end = frames.at(-1).time + REST;
  const changed = frames.filter(({ data }, index) => index === 0 || !data.equals(frames[index - 1].data));
  for (const [index, { time, data }] of changed.entries()) {
    const delay = (changed[index + 1]?.time ?? end) - time;
    gif.writeFrame(applyPalette(data, palette), SIZE.width, SIZE.height, { palette, delay });
  }
  gif.finish();
  return gif.bytes();
}
