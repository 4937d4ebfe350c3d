// Starts `fake-toggl` and a browser for the tests of its page.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a fake on a free port; `options` are the program's. */
export async function startFake(...options) {
  const args = ['run', '--quiet', '--locked', '-p', 'toggl-me-transport-test', '--example', 'fake-toggl', '--', '--port', '0', ...options];
  const child = spawn('cargo', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const told = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^([a-z][^:]*?): (.*)$/.exec(line) ?? /^(listening) on (.*)$/.exec(line) ?? [];
    told[name] = value;
    if (name === 'try') break;
  }
  const origin = new URL(told.listening).origin;
  const authorization = 'Basic ' + Buffer.from(`${told['api token']}:api_token`).toString('base64');
  return {
    origin,
    pid: child.pid,
    token: told['api token'],
    email: told['e-mail and password'].split(' / ')[0],
    /** Calls the API as a program of that name. */
    call: (path, program = 'careless-shell/1.0', init = {}) =>
      fetch(`${origin}/api/v9/${path}`, { ...init, headers: { authorization, 'user-agent': program, ...init.headers } }),
    /** Makes a call below `/_fake/`. */
    post: (path, method = 'POST') => fetch(`${origin}/_fake/${path}`, { method }),
    state: async () => (await fetch(`${origin}/_fake/state`)).json(),
    stop: () => new Promise(resolve => {
      child.once('exit', resolve);
      child.kill('SIGINT');
    }),
  };
}

/** Starts a browser with an empty profile of its own. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}
