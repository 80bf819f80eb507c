// Looks at raftd's page with a real browser; see PageIT.
//
//     node page.mjs BROWSER ID=URL,ID=URL,ID=URL FOLDER
//
// Each check says what holds. The first that does not ends the script with status 1 and a screenshot; pictures go to the folder.

import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {chromium} from 'playwright-core';

const [, , executablePath, named, folder] = process.argv;
const urls = new Map(named.split(',').map(pair => pair.split('=')).map(([id, url]) => [Number(id), url]));
const answers = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const WIDE = {width: 1400, height: 900};
const NARROW = {width: 375, height: 800};
const PATIENCE_MILLIS = 20_000;
const WHOLE_MILLIS = 150_000;
// Where the machine's network interfaces change meanwhile, a browser breaks off what it is at.
const NETWORK_CHANGED = /net::ERR_NETWORK_CHANGED/;
// A member that was killed is refused connections, and the stream from it breaks off: the browser itself writes that down.
const NETWORK = /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)/;

setTimeout(() => {
    console.log('the script took too long');
    process.exit(3);
}, WHOLE_MILLIS).unref();

const profile = mkdtempSync(join(tmpdir(), 'raftd-page-'));
const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', `--disk-cache-dir=${profile}`]});
const complaints = [];
let killed = null;
let shown = null;

function isExpected(complaint, from) {
    return NETWORK_CHANGED.test(complaint) || killed && from.startsWith(urls.get(killed)) && NETWORK.test(complaint);
}

async function open(url, options = {}) {
    const context = await browser.newContext({viewport: WIDE, colorScheme: 'light', ...options});
    context.setDefaultTimeout(PATIENCE_MILLIS);
    const page = await context.newPage();
    page.on('console', message => {
        const from = message.location().url;
        if (message.type() === 'error' && !isExpected(message.text(), from)) {
            complaints.push(`${message.text()} (${from})`);
        }
    });
    page.on('pageerror', error => complaints.push(error.stack));
    shown = page;
    await load(page, url);
    return page;
}

/** Once more where the network changed under the page's parts. */
async function load(page, url) {
    for (let tries = 1; ; tries++) {
        try {
            await page.goto(url);
            await page.locator('#summary').filter({hasNotText: 'Connecting'}).waitFor({timeout: PATIENCE_MILLIS / 4});
            return;
        } catch (error) {
            if (tries === 3) {
                throw error;
            }
        }
    }
}

async function tell(what) {
    console.log(what);
    const {value} = await answers.next();
    assert.equal(value, 'done');
}

async function put(url, count) {
    let last = 0;
    for (let i = 1; i <= count; i++) {
        const response = await fetch(`${url}/v1/kv/key-${i}`, {method: 'PUT', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({value: `value ${i}`})});
        assert.equal(response.status, 200);
        last = (await response.json()).index;
    }
    return last;
}

function summary(page, pattern) {
    return page.locator('#summary').filter({hasText: pattern}).waitFor();
}

function event(page, pattern) {
    return page.locator('#happened li').filter({hasText: pattern}).first().waitFor();
}

function cell(page, id, index) {
    return page.locator(`#grid [role=row][data-key="${id}"] [role=gridcell][data-key="${index}"]`);
}

function told(page, index) {
    return page.locator('#told h3').filter({hasText: new RegExp(`^Entry ${index},`)}).waitFor();
}

async function leader() {
    const {lead} = await (await fetch(`${[...urls.values()][killed === 1 ? 1 : 0]}/v1/status`)).json();
    return lead;
}

function follower(lead) {
    return [...urls.keys()].find(id => id !== lead && id !== killed);
}

async function picture(page, name) {
    await page.screenshot({path: join(folder, `${name}.png`), fullPage: true});
}

const checks = {
    'the page shows the members and their leader': async () => {
        const lead = await leader();
        const page = await open(urls.get(follower(lead)));
        await summary(page, new RegExp(`Member ${lead} leads in term \\d+ · 3 of 3 members heard`));
        await page.locator('.node.leads .id').filter({hasText: String(lead)}).waitFor();
        assert.equal(await page.locator('#members .card').count(), 3);
        assert.equal(await page.locator('.notice').count(), 0);
    },

    'a write moves through: messages, a cell on every member, committed and applied': async () => {
        const page = shown;
        const dots = page.locator('#picture .dot.append').first().waitFor({state: 'attached'});
        const last = await put(urls.get(follower(await leader())), 5);
        await dots;
        for (const id of urls.keys()) {
            await cell(page, id, last).and(page.locator('.stable.committed.applied')).waitFor();
        }
        await page.waitForFunction(() => [...document.querySelectorAll('.mark')].filter(m => m.textContent === 'ACD').length === 3);
        for (const type of ['MsgProp', 'MsgApp', 'MsgAppResp']) {
            await page.locator('#said li b').getByText(type, {exact: true}).first().waitFor();
        }
        await picture(page, 'wide-light');
    },

    'a clicked entry shows its journey': async () => {
        const page = shown;
        const index = await put([...urls.values()][0], 1);
        await cell(page, 2, index).click();
        await told(page, index);
        assert.match(await page.locator('#told .entry').textContent(), /^put "?key-1/);
        assert.equal(await page.locator('.cell[aria-selected=true]').count(), 3);
        assert.equal(await page.locator('#told .lane .track').count(), 3);
        const stages = await page.locator('#told td:nth-child(3)').allTextContents();
        for (const stage of [/^MsgApp sent to/, /^durable/, /^acknowledgement of/, /^committed/, /^applied/]) {
            assert.ok(stages.some(s => stage.test(s)), `${stage} is not among ${stages}`);
        }
        await picture(page, 'journey');
    },

    'everything works by keyboard alone, and focus is seen': async () => {
        const page = await open([...urls.values()][0]);
        await summary(page, /3 of 3/);
        const seen = [];
        for (let i = 0; i < 9; i++) {
            await page.keyboard.press('Tab');
            seen.push(await page.evaluate(() => {
                const at = document.activeElement;
                const style = getComputedStyle(at);
                return {name: at.id || at.getAttribute('role') || at.className || at.type,
                    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
            }));
        }
        assert.deepEqual(seen.slice(0, 9).map(s => s.name),
            ['skip', 'pause', 'motion', 'theme', 'gridcell', 'index', 'submit', 'said', 'happened']);
        assert.ok(seen.slice(0, 9).every(s => s.outlined), JSON.stringify(seen));
        await page.locator('#grid [tabindex="0"]').focus();
        const label = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
        const before = await label();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowLeft');
        const after = await label();
        const [index, member] = before.match(/\d+/g).map(Number);
        assert.match(after, new RegExp(`^Entry ${index - 1} on member ${member + 1}, term \\d+, durable, applied$`));
        await page.keyboard.press('Enter');
        await told(page, index - 1);
        await page.keyboard.press('Home');
        assert.match(await label(), new RegExp(`ntry \\d+ on member ${member + 1}`));
        await page.keyboard.press('End');
        assert.match(await label(), new RegExp(`^Entry ${index} `));
        await page.locator('#theme').focus();
        await page.keyboard.press('Enter');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
        const typed = await put([...urls.values()][0], 1);
        await page.locator('#index').focus();
        await page.keyboard.type(String(typed));
        await page.keyboard.press('Enter');
        await told(page, typed);
        await page.context().close();
    },

    'a killed leader is missed, the others elect, and the new leader is shown': async () => {
        const lead = await leader();
        const page = await open(urls.get(follower(lead)));
        await summary(page, /3 of 3/);
        killed = lead;
        await tell(`@kill ${lead}`);
        await event(page, new RegExp(`Member ${lead} cannot be reached from this browser`));
        await event(page, /No leader is seen/);
        await event(page, /Member \d asks whether it would be elected in term/);
        await event(page, /Member \d asks for votes in term/);
        await summary(page, /Member \d leads in term \d+ · 2 of 3 members heard/);
        const next = await leader();
        assert.notEqual(next, lead);
        await event(page, new RegExp(`Member ${next} leads in term`));
        await page.locator(`#picture .node.away[data-key="${lead}"]`).waitFor({state: 'attached'});
        await page.locator(`#members .card.away[data-key="${lead}"] .state`).getByText('not reachable from this browser').waitFor();
        const last = await put(urls.get(next), 2);
        await cell(page, next, last).and(page.locator('.applied')).waitFor();
        await cell(page, lead, last).and(page.locator('.missing')).waitFor();
        await picture(page, 'killed');
        await page.setViewportSize(NARROW);
        await picture(page, 'killed-narrow');
    },

    'a member that is back is found again': async () => {
        await tell(`@start ${killed}`);
        await summary(shown, /3 of 3 members heard/);
        await event(shown, new RegExp(`Member ${killed} is heard again`));
    },

    'a change of the members is told, and who cannot be asked is said': async () => {
        const page = shown;
        const url = `${urls.get(await leader())}/v1/members`;
        const added = await fetch(url, {method: 'POST', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({id: 4, peerUrl: 'http://127.0.0.1:9', learner: true})});
        assert.equal(added.status, 200, await added.text());
        await event(page, /The configuration is voters \{1, 2, 3}, learners \{4}/);
        await page.locator('.notice').filter({hasText: 'Member 4 was not heard'}).waitFor();
        assert.equal(await page.locator('#grid [role=row][data-key="4"]').count(), 1);
        const removed = await fetch(`${url}/4`, {method: 'DELETE'});
        assert.equal(removed.status, 200, await removed.text());
        await page.locator('#members .card[data-key="4"]').waitFor({state: 'detached'});
        await page.locator('.notice').waitFor({state: 'detached'});
    },

    'who wants nothing to move reads the messages in a list': async () => {
        const page = await open([...urls.values()][0], {reducedMotion: 'reduce'});
        await summary(page, /3 of 3/);
        assert.equal(await page.locator('#motion').getAttribute('aria-pressed'), 'false');
        await put([...urls.values()][0], 3);
        await page.locator('#said li').first().waitFor();
        assert.equal(await page.locator('.dot').count(), 0);
    },

    'a paused page stays as it is': async () => {
        const page = shown;
        await page.locator('#pause').click();
        const before = await page.locator('#members').textContent();
        await put([...urls.values()][0], 3);
        assert.equal(await page.locator('#members').textContent(), before);
        await page.locator('#pause').click();
        await page.waitForFunction(text => document.getElementById('members').textContent !== text, before);
    },

    'frames that were left out are told': async () => {
        const url = [...urls.values()][0];
        const frame = await firstFrame(url);
        const context = await browser.newContext({viewport: WIDE});
        await context.route(`${url}/v1/live`, route => route.fulfill({contentType: 'text/event-stream',
            body: `${frame}\n\nevent: dropped\ndata: {"frames":7}\n\n${frame}\n\n`}));
        const page = await context.newPage();
        await page.goto(url);
        await event(page, /7 frames of member 1 left out: this browser is slow/);
        await page.locator('#members .card[data-key="1"] [data-key=dropped] dd').filter({hasText: /^[1-9]/}).waitFor();
        await context.close();
    },

    'at an address that is no member\'s the page says where to go': async () => {
        const url = new URL([...urls.values()][0]);
        const page = await open(`http://localhost:${url.port}/`);
        assert.equal(await page.locator('.notice a').getAttribute('href'), `${url.origin}/`);
    },

    'text is readable in light and dark, and nothing is cut off in narrow and wide': async () => {
        for (const colorScheme of ['light', 'dark']) {
            const page = await open([...urls.values()][1], {colorScheme});
            await summary(page, /3 of 3/);
            const index = await put([...urls.values()][1], 3);
            await page.locator('#index').fill(String(index));
            await page.locator('#ask button').click();
            await told(page, index);
            for (const [name, size] of [['wide', WIDE], ['narrow', NARROW]]) {
                await page.setViewportSize(size);
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`);
                assert.deepEqual(await page.evaluate(crowdedCards), [], `cards with an index of eight digits, ${name}`);
                assert.deepEqual(await page.evaluate(poorContrasts), [], `contrast, ${colorScheme}, ${name}`);
                await picture(page, `${name}-${colorScheme}`);
            }
        }
    },

    'the browser has nothing to complain of': async () => {
        assert.deepEqual(complaints, []);
    },
};

/** The cards that could not hold figures as a cluster has them after a while. */
function crowdedCards() {
    return [...document.querySelectorAll('#members .card')].filter(card => {
        const figures = [...card.querySelectorAll('dd')].filter(dd => /^\d+$/.test(dd.textContent));
        const before = figures.map(dd => dd.textContent);
        figures.forEach(dd => dd.textContent = '12345678');
        const isCrowded = card.scrollWidth > card.clientWidth;
        figures.forEach((dd, i) => dd.textContent = before[i]);
        return isCrowded;
    }).map(card => card.textContent);
}

/** The first event of a member's stream, as text. */
async function firstFrame(url) {
    const abort = new AbortController();
    const response = await fetch(`${url}/v1/live`, {signal: abort.signal});
    let text = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        text += part;
        if (text.includes('\n\n')) {
            break;
        }
    }
    abort.abort();
    return text.slice(0, text.indexOf('\n\n'));
}

/** In the page: texts whose contrast with their ground is below 4.5 : 1 (WCAG 2.2, 1.4.3). */
function poorContrasts() {
    const parse = colour => colour.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) {
                return colour;
            }
        }
        return [255, 255, 255];
    };
    const behind = element => element.matches('.node .id, .node .crown')
        ? parse(getComputedStyle(element.parentElement.querySelector('.body')).fill) : ground(element);
    const ink = element => parse(element instanceof SVGElement ? getComputedStyle(element).fill : getComputedStyle(element).color);
    const poor = new Set();
    for (const element of document.querySelectorAll('body *')) {
        const says = [...element.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '');
        if (!says || element.closest('noscript, .dot') || element.getClientRects().length === 0) {
            continue;
        }
        const [a, b] = [light(ink(element)), light(behind(element))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) {
            poor.add(`${element.tagName} ${element.getAttribute('class')}: ${ratio.toFixed(2)}`);
        }
    }
    return [...poor];
}

let status = 0;
for (const [what, check] of Object.entries(checks)) {
    const start = performance.now();
    try {
        await check();
        console.log(`ok ${what} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
        console.log(`NOT OK ${what}\n${error.stack}\n${complaints.join('\n')}`);
        await shown?.screenshot({path: join(folder, 'failed.png'), fullPage: true});
        status = 1;
        break;
    }
}
await browser.close();
rmSync(profile, {recursive: true, force: true});
process.exit(status);
