import { expect, test, vi } from 'vitest';

import { spawnService, startService } from '../../store/test/service.ts';
import { put } from '../../store/test/upload.ts';

/** A folder without commands. */
const NO_COMMANDS = { PATH: '/nonexistent' };

test('works without Prometheus, and says so', async () => {
  const { url, output, stop } = await startService('observed', { ...NO_COMMANDS, CAPACITY_BYTES: '1000' });
  await vi.waitFor(() => expect(output()).toContain('without Prometheus: it is not installed'), 20_000);
  expect((await put(`${url}/files/small`, 'x')).status).toBe(201);
  expect((await put(`${url}/files/large`, 'x'.repeat(1001))).status).toBe(507);
  expect((await fetch(`${url}/health`)).status).toBe(200);

  const counts = async (): Promise<string[]> => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return metrics.split('\n').filter((line) => /^http507_responses_total|^http_server\w+_count/.test(line));
  };
  // Requests are counted after their responses. Those for /metrics and /health are not.
  await vi.waitFor(
    async () =>
      expect(await counts()).toEqual([
        expect.stringMatching(/^http_server_request_duration_count\{.*http_response_status_code="201".* 1$/),
        expect.stringMatching(/^http_server_request_duration_count\{.*http_response_status_code="507".* 1$/),
        expect.stringMatching(/^http507_responses_total\{http507_reason="capacity",http507_kind="disk".* 1$/),
      ]),
    20_000,
  );
  expect(await stop()).toBe(0);
});

test.each([
  ['PROMETHEUS_PORT', '65536'],
  ['PROMETHEUS_PORT', '-1'],
  ['ALERT_SPEEDUP', '0'],
  ['ALERT_SPEEDUP', '61'],
  ['ALERT_SPEEDUP', '1.5'],
])('refuses to start with %s=%s', async (name, value) => {
  const service = spawnService('observed', { ...NO_COMMANDS, PORT: '0', [name]: value });
  const code = await new Promise((resolve) => service.process.once('close', resolve));
  expect([code, service.output()]).toEqual([1, expect.stringContaining(`${name} must be a whole number`)]);
});
