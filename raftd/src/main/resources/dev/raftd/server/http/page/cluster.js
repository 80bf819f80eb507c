// The members on a circle, and a card for each.

import {attribute, byId, el, reconcile, svg, text} from './dom.js';

const RADIUS = 26;
const HEIGHT = 310;
const LINKS = {
    connecting: 'connecting …',
    live: '',
    silent: 'connected, but silent',
    lost: 'not reachable from this browser',
    blocked: 'joined later: load the page again',
};

export class Picture {
    #picture = byId('picture');
    #links = svg('g', {class: 'links'});
    #nodes = svg('g');
    /** Where the moving messages are drawn. */
    dots = svg('g');
    places = new Map();
    #width = 0;

    constructor(changed) {
        this.#picture.append(this.#links, this.dots, this.#nodes);
        new ResizeObserver(([entry]) => {
            this.#width = Math.round(entry.contentRect.width);
            changed();
        }).observe(this.#picture);
    }

    draw(model) {
        if (this.#width === 0) {
            return;
        }
        attribute(this.#picture, 'viewBox', `0 0 ${this.#width} ${HEIGHT}`);
        this.#place([...model.members.keys()]);
        this.#drawLinks(model);
        reconcile(this.#nodes, this.places.keys(), newNode);
        for (const node of this.#nodes.children) {
            this.#drawNode(node, model.members.get(Number(node.dataset.key)), model);
        }
        attribute(this.#picture, 'aria-label', `The members and the messages between them. ${[...model.members.values()].map(describe)
            .join('. ')}`);
    }

    #place(ids) {
        this.places.clear();
        const across = Math.min(this.#width / 2 - RADIUS - 30, 230);
        ids.forEach((id, i) => {
            const angle = 2 * Math.PI * i / ids.length - Math.PI / 2;
            const alone = ids.length === 1 ? 0 : 1;
            this.places.set(id, {
                x: this.#width / 2 + alone * across * Math.cos(angle),
                y: HEIGHT / 2 - 4 + alone * (HEIGHT / 2 - RADIUS - 32) * Math.sin(angle),
            });
        });
    }

    #drawLinks(model) {
        const ids = [...this.places.keys()];
        const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map(b => [a, b]));
        reconcile(this.#links, pairs.map(([a, b]) => `${a}-${b}`), () => svg('line'));
        pairs.forEach(([a, b], i) => {
            const line = this.#links.children[i];
            const from = this.places.get(a);
            const to = this.places.get(b);
            attribute(line, 'x1', from.x);
            attribute(line, 'y1', from.y);
            attribute(line, 'x2', to.x);
            attribute(line, 'y2', to.y);
            attribute(line, 'class', linkClass(model, a, b));
        });
    }

    #drawNode(node, member, model) {
        const place = this.places.get(member.id);
        const leads = model.leader?.id === member.id;
        attribute(node, 'transform', `translate(${place.x} ${place.y})`);
        attribute(node, 'class', `node ${member.isLive ? member.role : 'away'}${leads ? ' leads' : ''}`);
        text(node.querySelector('.id'), member.id);
        text(node.querySelector('.role'), member.isLive ? (member.learner ? 'learner' : member.role) : member.link);
        text(node.querySelector('.term'), member.status ? `term ${member.status.term}` : '');
        text(node.querySelector('.crown'), leads ? '★' : '');
    }
}

function newNode() {
    return svg('g', {},
        svg('circle', {r: RADIUS + 5, class: 'ring'}), svg('circle', {r: RADIUS, class: 'body'}),
        svg('text', {class: 'id', y: 2}), svg('text', {class: 'crown', y: 19}),
        svg('text', {class: 'role', y: RADIUS + 18}), svg('text', {class: 'term', y: RADIUS + 33}));
}

/** A line from the leader shows how it sends: broken where it probes or a snapshot is on its way. */
function linkClass(model, a, b) {
    const lead = model.leader?.id;
    if (lead !== a && lead !== b) {
        return '';
    }
    const peer = model.members.get(lead).status.peers.find(p => p.id === (lead === a ? b : a));
    return `used ${peer && peer.state !== 'StateReplicate' ? 'probing' : ''}`;
}

function describe(member) {
    const state = member.isLive ? member.role : LINKS[member.link];
    return `Member ${member.id}: ${state}${member.status ? `, term ${member.status.term}` : ''}`;
}

export class Cards {
    #list = byId('members');

    draw(model) {
        reconcile(this.#list, model.members.keys(), id => el('li', {}, el('h3', {}), el('p', {class: 'state'}), el('dl', {})));
        for (const card of this.#list.children) {
            drawCard(card, model.members.get(Number(card.dataset.key)), model);
        }
    }
}

function drawCard(card, member, model) {
    attribute(card, 'class', `card ${member.isLive ? member.role : 'away'}`);
    const [title, state, facts] = card.children;
    text(title, `Member ${member.id}${member.id === model.selfId ? ' (serves this page)' : ''}`);
    text(state, member.isLive ? `${member.role}${member.learner ? ', learner' : ''}` : LINKS[member.link]);
    const known = member.status ? figures(member, model) : new Map();
    reconcile(facts, known.keys(), name => el('div', {}, el('dt', {}, name), el('dd', {})));
    for (const fact of facts.children) {
        text(fact.lastElementChild, known.get(fact.dataset.key));
    }
}

function figures(member, model) {
    const {term, vote, lead, log} = member.status;
    const rates = member.isLive ? member.rates() : null;
    const facts = new Map([
        ['term', term],
        ['voted for', vote === 0 ? 'nobody' : vote],
        ['leader', lead === 0 ? 'none' : lead],
        ['snapshot', log.snapshotIndex === 0 ? 'none' : log.snapshotIndex],
        ['applied', log.applied],
        ['committed', log.committed],
        ['durable', log.stableIndex],
        ['last', log.lastIndex],
        ['entries/s', rates ? rounded(rates.entries) : '–'],
        ['messages/s', rates ? rounded(rates.messages) : '–'],
        ['sync', rates?.syncMillis ? `${rates.syncMillis.toFixed(1)} ms` : '–'],
    ]);
    const progress = member.isLive ? progressOf(member.id, model) : null;
    if (progress) {
        facts.set('to the leader', progress);
    }
    if (member.droppedFrames > 0) {
        facts.set('frames left out', member.droppedFrames);
    }
    return facts;
}

function rounded(rate) {
    return rate < 10 ? rate.toFixed(1) : Math.round(rate);
}

/** What the leader knows of a member. */
function progressOf(id, model) {
    const peer = model.leader && model.leader.id !== id && model.members.get(model.leader.id).status.peers.find(p => p.id === id);
    return peer ? `${peer.state.replace('State', '').toLowerCase()}, match ${peer.match}, next ${peer.next}` : null;
}
