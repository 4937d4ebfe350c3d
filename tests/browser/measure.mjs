// Measures what pages cost the API: 500 requests a second, without a page, with ten, and with readers beside them who
// never read. `node measure.mjs` prints a table; it asserts nothing.

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { startBrowser, startFake } from './fake.mjs';

const RATE = 500, SECONDS = Number(process.env.SECONDS ?? 15);

const fake = await startFake('--quota', '1000000');
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const authorization = 'Basic ' + Buffer.from(`${fake.token}:api_token`).toString('base64');
const paths = ['me', 'me/projects', 'me/time_entries/current', 'me/tags', 'me/nothing'];

function call(number) {
  const headers = { authorization, 'user-agent': `program-${number % 8}` };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(`${fake.origin}/api/v9/${paths[number % paths.length]}`, { agent, headers }, response => {
      response.resume().on('end', () => resolve(performance.now() - began));
    });
    sent.on('error', reject).end();
  });
}

async function load() {
  const calls = [], began = performance.now();
  for (let number = 0; number < RATE * SECONDS;) {
    const due = (performance.now() - began) / 1000 * RATE;
    for (; number < Math.min(due, RATE * SECONDS); number++) calls.push(call(number));
    await new Promise(resolve => setTimeout(resolve, 2));
  }
  const times = (await Promise.all(calls)).sort((a, b) => a - b);
  const seconds = (performance.now() - began) / 1000;
  const at = share => times[Math.floor(share * (times.length - 1))].toFixed(2);
  return { 'requests/s': Math.round(times.length / seconds), 'median ms': at(.5), '99 % ms': at(.99), 'most ms': at(1) };
}

/** Seconds of the processor that the fake has used. */
const used = () => {
  const [user, system] = readFileSync(`/proc/${fake.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / 100;
};
const memory = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${fake.pid}/status`))[1]) / 1024);
const table = {};
const row = async name => {
  const before = used(), figures = await load();
  table[name] = { ...figures, 'CPU of the fake': `${Math.round((used() - before) / SECONDS * 100)} %`, 'memory MiB': memory() };
};

/** Opens readers of the events who are no browser. */
const readers = (count, read) => Array.from({ length: count }, () => {
  const { hostname, port } = new URL(fake.origin);
  const socket = connect(port, hostname, () => socket.write(`GET /_fake/events HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`));
  return (read ? socket.resume() : socket.pause()).on('error', () => {});
});

await load();
await row('no page');
const quick = readers(10, true);
await row('ten readers');
for (const socket of quick) socket.destroy();
const browser = await startBrowser();
const pages = [];
for (let number = 0; number < 10; number++) {
  pages.push(await browser.newPage());
  await pages[number].goto(fake.origin + '/');
}
await row('ten pages');
const stuck = readers(20, false);
await row('and 20 who never read');
const last = await pages[0].evaluate(() => document.querySelectorAll('#requests .row').length);
for (const socket of stuck) socket.destroy();
await browser.close();
await row('no page again');
console.table(table);
console.log(`The first page shows ${last} requests.`);
agent.destroy();
await fake.stop();
