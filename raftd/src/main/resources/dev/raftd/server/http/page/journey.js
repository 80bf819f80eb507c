// One entry's way through the cluster, as the members recorded it: a row of time for each member, and every stage in words.

import {byId, el, text} from './dom.js';

const STAGES = {
    'received': () => 'request received',
    'proposed': () => 'handed to Raft',
    'forwarded': peer => `passed on to ${peer || 'the leader'}`,
    'proposal-received': peer => `proposal of ${peer} received`,
    'append-received': peer => `MsgApp of ${peer} received`,
    'appended': () => 'appended to the raftLog',
    'sent': peer => `MsgApp sent to ${peer}`,
    'write-begun': () => 'log write begun',
    'synced': () => 'durable',
    'ack-sent': peer => `acknowledged to ${peer}`,
    'ack-received': peer => `acknowledgement of ${peer} received`,
    'committed': peer => peer ? `committed, by the acknowledgement of ${peer}` : 'committed',
    'applied': () => 'applied',
    'answered': () => 'request answered',
};
/** What lasts from one stage to another, drawn as a bar. */
const BARS = [['write', 'write-begun', 'synced']];
const MILESTONES = new Set(['committed', 'applied', 'answered']);

export class Journey {
    #place = byId('told');
    #asked = 0;

    /** @param chosen called with the index that was typed */
    constructor(chosen) {
        byId('ask').addEventListener('submit', event => {
            event.preventDefault();
            const index = Number(byId('index').value);
            chosen(index);
            this.show(index);
        });
        byId('index').addEventListener('focus', event => event.target.select());
    }

    async show(index) {
        const asked = ++this.#asked;
        byId('index').value = index;
        const {body, problem} = await ask(`/v1/journey/cluster?index=${index}`);
        const parts = body ? drawn(body) : await withoutJourney(index);
        if (asked === this.#asked) {
            text(byId('answer'), body ? sentence(body) : `The journey of entry ${index} cannot be told: ${problem}.`);
            this.#place.replaceChildren(...parts);
        }
    }
}

async function ask(path) {
    try {
        const response = await fetch(path);
        const body = await response.json();
        return response.ok ? {body} : {problem: body.detail ?? body.title ?? `status ${response.status}`};
    } catch {
        return {problem: 'the member that serves this page does not answer'};
    }
}

/** What the log says, where nobody recorded how the entry came there. */
async function withoutJourney(index) {
    const {body} = await ask(`/v1/log?from=${index}&to=${index}&limit=1`);
    const entry = body?.entries.find(e => e.index === index);
    return entry ? head(entry) : [el('h3', {}, `Entry ${index}`), el('p', {class: 'hint'}, 'It is not in this member\'s log.')];
}

function head({index, term, text: words}) {
    return [
        el('h3', {}, `Entry ${index}, term ${term}`),
        el('p', {class: 'entry'}, words || (words === '' ? 'an empty entry of a new leader' : 'no log has it any more')),
    ];
}

function drawn(journey) {
    const told = [
        ...head(journey),
        timeline(journey),
        el('ul', {class: 'legend'}, el('li', {class: 'write'}, 'log write, until durable'),
            el('li', {class: 'waited'}, 'what the answer waited for'), el('li', {class: 'milestone'}, 'committed, applied, answered')),
        ...journey.notes.map(note => el('p', {class: 'hint'}, note)),
        ...journey.missing.map(({member, reason}) => el('p', {class: 'hint'}, `Member ${member} ${reason}.`)),
    ];
    return [el('div', {}, ...told), stages(journey)];
}

function sentence({index, totalNanos, quorum}) {
    const total = `Entry ${index}: ${millis(totalNanos)} from the first stage to the last`;
    if (!quorum) {
        return `${total}; not known to be committed.`;
    }
    const closed = quorum.closedBy === 0 ? '' : `, when ${quorum.closedBy} had acknowledged it`;
    const outgoing = quorum.votersOutgoing.length > 0 ? ` and of {${quorum.votersOutgoing.join(', ')}}` : '';
    return `${total}. Committed after ${millis(quorum.nanos)}${closed}: on the disks of {${quorum.acknowledged.join(', ')}} of `
        + `{${quorum.voters.join(', ')}}${outgoing}.`;
}

function timeline(journey) {
    const whole = Math.max(journey.totalNanos, 1);
    const label = 'The stages on one axis of time; the table has them in words';
    const picture = el('div', {class: 'timeline', role: 'img', 'aria-label': label});
    for (const member of journey.members) {
        const head = el('span', {class: 'head'}, `${member.id} ${member.role}`);
        picture.append(el('div', {class: 'lane'}, head, track(member, journey, whole)));
    }
    const marks = ['0', millis(whole / 2), millis(whole)].map(mark => el('span', {}, mark));
    picture.append(el('div', {class: 'lane'}, el('span', {}), el('div', {class: 'scale'}, ...marks)));
    return picture;
}

function track({id, stages}, {critical}, whole) {
    const row = el('div', {class: 'track'});
    const at = name => stages.find(s => s.stage === name)?.nanos;
    for (const [kind, from, to] of BARS) {
        if (at(from) !== undefined && at(to) !== undefined) {
            row.append(placed(el('span', {class: `bar ${kind}`}), at(from), at(to), whole));
        }
    }
    for (const step of critical.filter(s => s.fromMember === id && s.toMember === id)) {
        row.append(placed(el('span', {class: 'bar critical'}), step.fromNanos, step.toNanos, whole));
    }
    for (const {stage, nanos} of stages) {
        row.append(placed(el('span', {class: `tick${MILESTONES.has(stage) ? ' milestone' : ''}`}), nanos, nanos, whole));
    }
    return row;
}

function placed(element, from, to, whole) {
    element.style.left = `${100 * from / whole}%`;
    element.style.width = to > from ? `${100 * (to - from) / whole}%` : '';
    return element;
}

function stages(journey) {
    const onPath = new Set(journey.critical.flatMap(s => [
        `${s.fromMember} ${s.fromStage} ${s.fromPeer}`, `${s.toMember} ${s.toStage} ${s.toPeer}`]));
    const all = journey.members.flatMap(m => m.stages.map(s => ({member: m.id, ...s}))).sort((a, b) => a.nanos - b.nanos);
    const rows = all.map(s => {
        const critical = onPath.has(`${s.member} ${s.stage} ${s.peer}`);
        return el('tr', {class: critical ? 'critical' : null}, el('td', {}, millis(s.nanos)), el('td', {}, s.member),
            el('td', {}, STAGES[s.stage]?.(s.peer) ?? s.stage, critical ? el('span', {class: 'critical'}, ' ●') : null));
    });
    const heads = ['after', 'member', 'stage (● what the answer waited for)'].map(name => el('th', {scope: 'col'}, name));
    return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'All stages'},
        el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows)));
}

function millis(nanos) {
    const ms = nanos / 1e6;
    return ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(1)} ms`;
}
