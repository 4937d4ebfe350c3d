// The window on the fake in a real browser: what it shows, that its buttons work, and that nobody else may look.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { startBrowser, startFake } from './fake.mjs';

let browser, fake;
const complaints = [];

before(async () => {
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

/** Opens the page; `options` are the browser's. */
async function open(fake, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, ...options });
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  await page.goto(fake.origin + '/');
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

/** A test with a fake and a page of its own; nothing may be said on the page's console, where a browser also tells what a
 *  content policy forbids. */
function withPage(name, options, body) {
  test(name, { timeout: 120_000 }, async () => {
    complaints.length = 0;
    fake = await startFake();
    let page;
    try {
      page = await open(fake, options);
      await body(page);
      assert.deepEqual(complaints, []);
    } finally {
      await page?.close();
      await fake.stop();
    }
  });
}

const left = (page, text) => page.locator('#left').getByText(text, { exact: true }).waitFor();
const rows = page => page.locator('#requests .row');
/** How many places of the strip are taken. */
const taken = page => page.locator('#strip i').evaluateAll(cells => cells.filter(cell => cell.title).length);

withPage('the strip fills, a 402 says why, and a button frees it', {}, async page => {
  await left(page, '30 of 30');
  assert.equal(await taken(page), 0);

  // A client in the background that knows no measure.
  let asked = 0, refused = 0;
  while (!refused) {
    const response = await fake.call('me/projects', 'careless/1');
    asked += 1;
    refused += response.status === 402;
    if (asked === 10) {
      await left(page, '20 of 30');
      assert.equal(await taken(page), 10);
    }
  }
  assert.equal(asked, 31);
  await left(page, '0 of 30');
  assert.equal(await taken(page), 30);
  assert.equal(await page.locator('#strip i.unneeded').count(), 29);
  await page.getByText('refused: could have been known, told').first().waitFor();
  await fake.call('me', 'thrifty/1');
  await page.getByText('refused: the hour is spent, by careless/1 30').waitFor();
  await page.locator('#told').getByText('The hour is spent.').waitFor({ state: 'attached' });

  await page.getByRole('button', { name: 'End the hour' }).click();
  await left(page, '30 of 30');
  assert.equal(await taken(page), 0);
  await page.getByText('POST /_fake/hour/end').waitFor();
  assert.equal((await fake.call('me')).status, 200);
  await left(page, '29 of 30');
});

withPage('each button is a call that is shown', {}, async page => {
  await page.getByRole('button', { name: 'Spend' }).click();
  await page.getByText('10 counted, 0 refused').waitFor();
  await left(page, '20 of 30');

  await page.getByLabel('by').selectOption('60 min');
  await page.getByRole('button', { name: 'Clock forward' }).click();
  await left(page, '30 of 30');
  await page.getByText('60 min ahead').waitFor();

  await page.getByLabel('description').fill('Bake <b>bread</b>');
  await page.getByRole('button', { name: 'Start timer' }).click();
  await page.locator('#running').getByText('Bake <b>bread</b>').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('#running').getByText('No timer runs.').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('#said').getByText('no timer runs').waitFor();

  await page.getByRole('button', { name: '429' }).click();
  await page.getByText('ahead: 3 × 429').waitFor();
  const statuses = [];
  for (let call = 0; call < 4; call++) statuses.push((await fake.call('me/tags')).status);
  assert.deepEqual(statuses, [429, 429, 429, 200]);
  await page.getByText('a fault was planned: 429').first().waitFor();
  for (const name of ['500', 'HTML', 'cut', 'slow, 2 s']) await page.getByRole('button', { name }).click();
  await page.getByText('ahead: 3 × 500, 3 × html, 3 × cut, 3 × slow').waitFor();
  await page.getByRole('button', { name: 'none' }).click();
  await page.locator('#ahead:empty').waitFor({ state: 'attached' });

  await page.getByLabel('plan', { exact: true }).selectOption('premium');
  await page.getByRole('button', { name: 'Set plan' }).click();
  await page.getByText('Tamm Studio (premium): 600 of 600 left').waitFor();

  await page.getByRole('button', { name: 'New account' }).click();
  await page.getByText('user2@example.com is there').waitFor();
  await page.locator('#owner').getByText('user2').waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy its API token' }).click();
  await page.getByText('The token is in the clipboard.').waitFor({ state: 'attached' });
  const token = await page.evaluate(() => navigator.clipboard.readText());
  const headers = { authorization: 'Basic ' + btoa(`${token}:api_token`) };
  assert.equal((await fake.call('me/id', 'careless/1', { headers })).status, 200);
  await left(page, '29 of 30');
  await page.getByRole('button', { name: 'Spend' }).click();
  await left(page, '19 of 30');
  await page.locator('#account').selectOption('Mari Tamm');
  await left(page, '29 of 30');
  // What complains is the browser, of the 409.
  complaints.splice(0, complaints.length, ...complaints.filter(text => !text.includes('409')));
});

withPage('the keyboard reaches everything', {}, async page => {
  for (const path of ['me', 'me/tags', 'me/clients']) await fake.call(path);
  await rows(page).nth(2).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.innerText.replaceAll('\n', ' '));
  await page.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Tab');
  assert.match(await focused(), /me\/clients/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /GET \/me /);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.locator('.detail').getByText('x-toggl-quota-remaining: 27').waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.detail').count(), 0);
  // One stop for the list, and then the buttons.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Start timer');
  await page.keyboard.press('Space');
  await page.locator('#running').getByText('Write the panels').waitFor();
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'what has the focus shows it');
});

withPage('a request is shown without its secrets', {}, async page => {
  const body = JSON.stringify({ current_password: 'swordfish-7', password: 'swordfish-8' });
  await fake.call('me', 'careless/1 <img src=x>', { method: 'PUT', body });
  await fake.call('me');
  await rows(page).nth(1).click();
  const detail = page.locator('.detail');
  await detail.getByText('authorization: (scrubbed)').waitFor();
  await rows(page).first().click();
  await detail.getByText('"api_token": "(scrubbed)"').waitFor();
  const shown = await page.content();
  for (const secret of ['swordfish', fake.token, fake.email]) assert.ok(!shown.includes(secret), secret);
  assert.equal(await page.locator('img').count(), 0);
});

withPage('a pause holds the list and loses nothing', {}, async page => {
  await fake.call('me');
  await rows(page).first().waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await fake.call('me/tags');
  await page.getByRole('button', { name: 'Paused, 1 new', pressed: true }).waitFor();
  assert.equal(await rows(page).count(), 1);
  await page.getByRole('button', { name: 'Paused' }).click();
  await page.getByText('GET /me/tags').first().waitFor();
  assert.equal(await rows(page).count(), 2);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [400, 1400]) {
    withPage(`${width} pixels in ${colorScheme} have no sideways scroll`, { colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' }, async page => {
      await fake.post('spend?calls=7&program=' + 'a-program-with-a-long-name/'.repeat(5));
      await fake.post('timer/start?description=' + 'averylongword'.repeat(12));
      for (let call = 0; call < 3; call++) await fake.call('me/time_entries?start_date=2026-01-01&end_date=2026-01-31');
      await rows(page).nth(9).waitFor();
      await rows(page).first().click();
      await page.locator('.detail pre').first().waitFor();
      const { scroll, ground, moves } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        ground: getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number),
        moves: document.getAnimations().length,
      }));
      assert.equal(scroll, width);
      assert.equal(ground[0] > 128, colorScheme === 'light');
      assert.equal(moves, 0, 'nothing moves where less motion is asked for');
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${colorScheme}-${width}.png`, fullPage: true });
    });
  }
}

withPage('a page of another origin can neither read nor press', {}, async page => {
  // Another port is another origin, on the same host.
  const other = await startFake();
  try {
    const stranger = await browser.newPage();
    await stranger.goto(other.origin + '/_fake/openapi.json');
    const tried = await stranger.evaluate(async origin => {
      const reach = async (path, init) => fetch(origin + path, init).then(response => response.type, () => 'failed');
      return [
        await reach('/_fake/state'),
        await reach('/_fake/state', { mode: 'no-cors' }),
        await reach('/_fake/spend', { method: 'POST' }),
        await reach('/_fake/spend', { method: 'POST', mode: 'no-cors' }),
      ];
    }, fake.origin);
    await stranger.close();
    assert.ok(tried.every(result => result !== 'basic' && result !== 'cors'), tried.join());
  } finally {
    await other.stop();
  }
  const { hostname, port } = new URL(fake.origin);
  const status = headers => new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: '/_fake/spend', method: 'POST', headers }, response => resolve(response.resume().statusCode));
    call.on('error', reject).end();
  });
  assert.equal(await status({ host: `rebound.example:${port}` }), 403);
  assert.equal(await status({ origin: 'http://elsewhere.example' }), 403);
  assert.equal(await status({ origin: 'null' }), 403);
  await left(page, '30 of 30');
  assert.equal(await status({ origin: fake.origin }), 200);
  await left(page, '20 of 30');
});

withPage('a page finds a fake again that was gone', {}, async page => {
  await fake.call('me');
  await rows(page).first().waitFor();
  const port = new URL(fake.origin).port;
  await fake.stop();
  await page.getByText('lost, trying again').waitFor();
  fake = await startFake('--port', port);
  await page.getByText('live', { exact: true }).waitFor();
  await left(page, '30 of 30');
  assert.equal(await rows(page).count(), 0);
  // What complains is the browser, of the refused connections.
  complaints.splice(0, complaints.length, ...complaints.filter(text => !text.includes('ERR_')));
});
