import { describe, expect, test } from 'vitest';

import { noChromium, press, textOf, usePages } from './use-page.ts';

/** What solves each step of the lab. */
const REPLIES = ['507', undefined, '1', '2', '2 120', 'Cache-Control: no-store'];

describe.skipIf(noChromium)(`the page (${noChromium ?? 'in Chromium'})`, () => {
  const { open, playground } = usePages();

  test('judges an answer by the rules of http507 inspect', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    const says = page.getByLabel('http507 inspect says');
    await says.getByText('Nothing to mend.').waitFor();
    await page.locator('[data-service=express-without] .lane').click();
    await says.getByText('leak.stack').waitFor();
    expect(await textOf(says)).toContain('status.not-507');
  });

  test('inspects an address of this machine, and no other', async () => {
    const { page } = await open();
    const part = page.locator('#inspect');
    const address = part.getByLabel('Address');
    await address.fill(`${playground().services['fastify-with']}/status/507`);
    await part.getByRole('button', { name: 'Inspect' }).click();
    await part.getByText('requests were made').waitFor();
    await address.fill('http://files.example/');
    await part.getByRole('button', { name: 'Inspect' }).click();
    await part.getByText('Requests go only to this machine and to').waitFor();
  });

  test('offers the address of Express to inspect', async () => {
    const { page } = await open();
    const address = page.locator('#inspect').getByLabel('Address');
    expect(await address.inputValue()).toBe(`${playground().services['express-with']}/status/507`);
  });

  test('keeps a typed address while the volumes change', async () => {
    const { page } = await open();
    const address = page.locator('#inspect').getByLabel('Address');
    await address.fill('http://127.0.0.1:8080/uploads');
    await press(page, 'Fill the disk');
    expect(await address.inputValue()).toBe('http://127.0.0.1:8080/uploads');
  });

  test('leads through the six steps of the lab', async () => {
    const { page, complaints } = await open();
    const part = page.locator('#lab');
    for (const [index, reply] of REPLIES.entries()) {
      await part.locator('.steps button').nth(index).click();
      await part.getByRole('button', { name: /^Make the/ }).click();
      await part.locator('.answer, .failure').first().waitFor();
      const field = part.locator('input[name=reply]');
      await field.fill('no idea');
      await part.getByRole('button', { name: 'Check' }).click();
      await part.getByText('Not quite.').waitFor();
      const [id = ''] = await part.getByText(/^x-request-id: /).allInnerTexts();
      await field.fill(reply ?? id.replace('x-request-id: ', ''));
      await part.getByRole('button', { name: 'Check' }).click();
      await part.getByText('Right.').waitFor();
    }
    await part.getByText('6 of 6 steps solved.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the lab forgets a failed request after the next one, and a failed check', async () => {
    const { page } = await open();
    const step = page.locator('#lab .step');
    const failOnce = async (name: string): Promise<void> => {
      await page.context().setOffline(true);
      await step.getByRole('button', { name }).click();
      await step.getByText('The gateway does not answer.').waitFor();
      await page.context().setOffline(false);
      await step.getByRole('button', { name }).click();
    };
    await failOnce('Make the request');
    await step.locator('.answer').waitFor();
    expect(await step.locator('.failure').count()).toBe(0);
    await step.locator('input[name=reply]').fill('507');
    await failOnce('Check');
    await step.getByText('Right.').waitFor();
    expect(await step.locator('.failure').count()).toBe(0);
  });

  test('the lab says that its steps are missing, and gets them on request', async () => {
    const { page } = await open();
    await page.route('**/api/lab', (route) => route.abort());
    await page.reload();
    const part = page.locator('#lab');
    await part.getByText('The steps are missing: The gateway does not answer.').waitFor();
    await page.unroute('**/api/lab');
    await part.getByRole('button', { name: 'Try again' }).click();
    await part.getByText('0 of 6 steps solved.').waitFor();
    expect(await part.getByText('The steps are missing').count()).toBe(0);
  });
});
