// Messages: as dots that move between the members, and as a list for those who would rather read.

import {byId, clock, el, insertByTime, svg, text} from './dom.js';
import {settings} from './settings.js';

const FLIGHT_MILLIS = 700;
const DOTS_MAX = 80;
const ROWS_KEPT = 60;
const RIM = 28;
const SIDE = 6;
/** Labels of like messages that follow one another closer than this would cover each other. */
const LABEL_MILLIS = 300;

const KINDS = {
    MsgApp: 'append', MsgAppResp: 'append', MsgProp: 'append', MsgSnap: 'append',
    MsgVote: 'vote', MsgVoteResp: 'vote', MsgPreVote: 'vote', MsgPreVoteResp: 'vote', MsgTimeoutNow: 'vote', MsgTransferLeader: 'vote',
    MsgReadIndex: 'read', MsgReadIndexResp: 'read',
    MsgHeartbeat: 'heartbeat', MsgHeartbeatResp: 'heartbeat',
};

function kindOf({type}) {
    return KINDS[type] ?? 'other';
}

export class Messages {
    #model;
    #picture;
    #list = byId('said');
    #recent = [];
    #labelled = new Map();
    #omitted = 0;

    constructor(model, picture) {
        this.#model = model;
        this.#picture = picture;
    }

    frame(frame) {
        this.#omitted += frame.messagesOmitted;
        const news = this.#toShow(frame);
        this.#count(frame, news);
        for (const message of news) {
            if (kindOf(message) !== 'heartbeat') {
                this.#write(message, new Date(frame.time));
            }
            if (settings.moving) {
                this.#fly(message);
            }
        }
        this.#drawRate();
    }

    /** Each message once: as its sender tells it, or, where the sender is not heard, as its receiver does. */
    #toShow(frame) {
        const heardElsewhere = m => this.#model.members.get(m.from)?.isLive;
        return [...frame.sent, ...frame.received.filter(m => !heardElsewhere(m))];
    }

    #count(frame, news) {
        const now = performance.now();
        this.#recent = this.#recent.filter(r => r.now > now - 1000);
        const heartbeats = news.filter(m => kindOf(m) === 'heartbeat').reduce((sum, m) => sum + m.count, 0);
        this.#recent.push({now, all: news.reduce((sum, m) => sum + m.count, 0), heartbeats});
    }

    #drawRate() {
        const sum = key => this.#recent.reduce((total, r) => total + r[key], 0);
        const omitted = this.#omitted > 0 ? `; ${this.#omitted} of too many kinds were left out` : '';
        text(byId('rate'), `${sum('all')} in the last second, ${sum('heartbeats')} of them heartbeats, which the list leaves out${omitted}.`
            + ` Slowed down: a dot takes ${FLIGHT_MILLIS / 1000} seconds.`);
    }

    #write(message, at) {
        const row = el('li', {class: kindOf(message)}, el('time', {datetime: at.toISOString()}, clock(at)),
            ` ${message.from} → ${message.to} `, el('b', {}, message.type), ` ${details(message)}`);
        insertByTime(this.#list, row, at, ROWS_KEPT);
    }

    #fly(message) {
        const from = this.#picture.places.get(message.from);
        const to = this.#picture.places.get(message.to);
        if (!from || !to || from === to || this.#picture.dots.childElementCount >= DOTS_MAX) {
            return;
        }
        const answers = message.type.endsWith('Resp');
        const kind = kindOf(message);
        const dot = svg('g', {class: `dot ${kind}${answers ? ' answer' : ''}${message.reject ? ' reject' : ''}`},
            svg('circle', {r: kind === 'heartbeat' ? 3 : 6}));
        if (kind !== 'heartbeat' && this.#mayLabel(message, performance.now())) {
            dot.append(svg('text', {y: answers ? 20 : -11}, label(message)));
        }
        this.#picture.dots.append(dot);
        // An answer is told in the same tenth of a second as its question: on the slowed-down screen it sets out when that has arrived.
        const flight = dot.animate(path(from, to), {duration: FLIGHT_MILLIS, delay: answers ? FLIGHT_MILLIS : 0, easing: 'ease-in-out',
            fill: 'backwards'});
        flight.finished.catch(() => null).then(() => dot.remove());
    }

    #mayLabel({from, to, type}, now) {
        const key = `${from} ${to} ${type}`;
        const may = now - (this.#labelled.get(key) ?? -LABEL_MILLIS) >= LABEL_MILLIS;
        if (may) {
            this.#labelled.set(key, now);
        }
        return may;
    }
}

/** From rim to rim, to the right of the line, so that the two directions do not meet. */
function path(from, to) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const at = (place, along) => `translate(${place.x + along * x * RIM - y * SIDE}px, ${place.y + along * y * RIM + x * SIDE}px)`;
    return [
        {transform: at(from, 1), opacity: 0},
        {opacity: 1, offset: 0.1},
        {opacity: 1, offset: 0.9},
        {transform: at(to, -1), opacity: 0},
    ];
}

function label({type, count, entries, reject}) {
    const short = type.replace('Msg', '').replace('Resp', '');
    return `${reject ? '✕ ' : ''}${short}${entries > 0 ? ` +${entries}` : ''}${count > 1 ? ` ×${count}` : ''}`;
}

function details({term, index, entries, count, reject}) {
    const parts = [];
    if (count > 1) {
        parts.push(`${count} times`);
    }
    if (term > 0) {
        parts.push(`term ${term}`);
    }
    if (index > 0) {
        parts.push(`index ${index}`);
    }
    if (entries > 0) {
        parts.push(entries === 1 ? '1 entry' : `${entries} entries`);
    }
    if (reject) {
        parts.push('rejected');
    }
    return parts.join(', ');
}
