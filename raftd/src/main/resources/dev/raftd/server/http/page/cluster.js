// The members on a circle, and a card for each.

import {attribute, byId, el, reconcile, svg, text} from './dom.js';

const RADIUS = 26;
const HEIGHT = 310;
/** What the labels of a member need above or below it. */
const LABEL = 46;
const LINKS = {
    connecting: 'connecting …',
    live: '',
    silent: 'connected, but silent',
    lost: 'not reachable from this browser',
    blocked: 'not watched: load the page again',
};
const SHORT_LINKS = {connecting: 'connecting', silent: 'silent', lost: 'unreachable', blocked: 'not watched'};

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

    /** On a circle from the top on, stretched so that it fills the picture. Two stand side by side. */
    #place(ids) {
        const turn = ids.length === 2 ? Math.PI : -Math.PI / 2;
        const angles = ids.map((_, i) => 2 * Math.PI * i / ids.length + turn);
        const across = Math.min(this.#width - 2 * RADIUS - 50, 480);
        const xs = stretched(angles.map(Math.cos), this.#width / 2, across);
        const ys = stretched(angles.map(Math.sin), HEIGHT / 2, HEIGHT - 2 * (RADIUS + LABEL));
        this.places.clear();
        ids.forEach((id, i) => this.places.set(id, {x: xs[i], y: ys[i], above: ys[i] < HEIGHT / 2 - 10}));
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
        text(node.querySelector('.role'), member.isLive ? (member.learner ? 'learner' : member.role) : SHORT_LINKS[member.link]);
        attribute(node.querySelector('.role'), 'y', place.above ? -RADIUS - 26 : RADIUS + 22);
        attribute(node.querySelector('.term'), 'y', place.above ? -RADIUS - 11 : RADIUS + 37);
        text(node.querySelector('.term'), member.status ? `term ${member.status.term}` : '');
        text(node.querySelector('.crown'), leads ? '★' : '');
    }
}

function newNode() {
    return svg('g', {},
        svg('circle', {r: RADIUS + 5, class: 'ring'}), svg('circle', {r: RADIUS, class: 'body'}),
        svg('text', {class: 'id', y: 2}), svg('text', {class: 'crown', y: 19}),
        svg('text', {class: 'role'}), svg('text', {class: 'term'}));
}

/** Values moved and scaled to lie around a middle, as far apart as there is room. */
function stretched(values, middle, room) {
    const low = Math.min(...values);
    const span = Math.max(...values) - low;
    return values.map(value => span < 1e-6 ? middle : middle + room * ((value - low) / span - 0.5));
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
    const said = member.isLive ? `${member.role}${member.learner ? ', learner' : ''}` : LINKS[member.link];
    text(title, `Member ${member.id}${member.id === model.selfId ? ' (this page)' : ''}`);
    text(state, said);
    const known = figures(member, model);
    reconcile(facts, known.keys(), name => el('div', {}, el('dt', {}, name), el('dd', {})));
    for (const fact of facts.children) {
        text(fact.lastElementChild, known.get(fact.dataset.key));
    }
}

function figures(member, model) {
    const facts = new Map(member.status ? ownFigures(member) : []);
    const progress = progressOf(member.id, model);
    if (progress) {
        facts.set('to the leader', progress);
    }
    return facts;
}

function ownFigures(member) {
    const {term, vote, lead, log} = member.status;
    const rates = member.isLive ? member.rates() : null;
    return [
        ['term', term],
        ['vote', vote === 0 ? '–' : vote],
        ['leader', lead === 0 ? '–' : lead],
        ['snapshot', log.snapshotIndex === 0 ? '–' : log.snapshotIndex],
        ['applied', log.applied],
        ['committed', log.committed],
        ['durable', log.stableIndex],
        ['last', log.lastIndex],
        ['entries/s', rates ? rounded(rates.entries) : '–'],
        ['msgs/s', rates ? rounded(rates.messages) : '–'],
        ['sync', rates?.syncMillis ? `${rates.syncMillis.toFixed(1)} ms` : '–'],
        ['dropped', member.droppedFrames],
    ];
}

function rounded(rate) {
    return rate < 10 ? rate.toFixed(1) : Math.round(rate);
}

/** What the leader knows of a member. */
function progressOf(id, model) {
    const peer = model.leader && model.leader.id !== id && model.members.get(model.leader.id).status.peers.find(p => p.id === id);
    return peer ? `${peer.state.replace('State', '').toLowerCase()}, match ${peer.match}, next ${peer.next}` : null;
}
