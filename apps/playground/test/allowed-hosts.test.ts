import { describe, expect, test } from 'vitest';

import { isAllowed, readAllowedHosts } from '../src/server/allowed-hosts.ts';

describe('without PLAYGROUND_ALLOW, the inspector', () => {
  test.each([
    'http://127.0.0.1/',
    'http://localhost:5071/',
    'http://[::1]/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://127.0.0.1./',
    'http://files.example@127.0.0.1/',
  ])('may ask %s', (url) => {
    expect(isAllowed(url, [])).toBe(true);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://0.0.0.0/',
    'http://127.0.0.1@files.example/',
    'http://127.0.0.1:5071@files.example/',
    'http://files.example#@127.0.0.1/',
    'http://localhost./',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'file:///etc/passwd',
    'not an address',
    '',
  ])('may not ask %s', (url) => {
    expect(isAllowed(url, [])).toBe(false);
  });
});

describe('with PLAYGROUND_ALLOW, the inspector', () => {
  test.each([
    ['files.example', 'http://files.example/'],
    ['files.example', 'https://files.example:8443/'],
    ['files.example:443', 'https://files.example/'],
    ['files.example:80', 'http://files.example/'],
    ['Files.Example', 'http://files.example/'],
    ['a.example, 10.0.0.7:8080', 'http://10.0.0.7:8080/'],
    ['[2001:db8::7]:8080', 'http://[2001:db8:0::7]:8080/'],
    ['dateien.bücher.example', 'http://dateien.xn--bcher-kva.example/'],
  ])('%s may ask %s', (list, url) => {
    expect(isAllowed(url, readAllowedHosts(list))).toBe(true);
  });

  test.each([
    ['files.example:443', 'http://files.example/'],
    ['files.example:443', 'https://files.example:8443/'],
    ['files.example:80', 'https://files.example/'],
    ['10.0.0.7:8080', 'http://10.0.0.7/'],
    ['files.example', 'http://more.files.example/'],
    ['', 'http://files.example/'],
  ])('%s may not ask %s', (list, url) => {
    expect(isAllowed(url, readAllowedHosts(list))).toBe(false);
  });
});

test.each([
  '2001:db8::7',
  'http://files.example',
  'files.example/',
  'files.example/a',
  'me@files.example',
  'a b',
  'a:70000',
])('PLAYGROUND_ALLOW cannot contain %s', (entry) => {
  expect(() => readAllowedHosts(`files.example,${entry}`)).toThrow(`not "${entry}"`);
});
