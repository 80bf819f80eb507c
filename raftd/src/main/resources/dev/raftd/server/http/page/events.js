// The list of what happened, newest first, and the sentence that says how the cluster stands.

import {byId, clock, el, insertByTime, text} from './dom.js';

const EVENTS_KEPT = 200;

export class Events {
    #list = byId('happened');

    add({kind, what, at}) {
        const row = el('li', {class: kind}, el('time', {datetime: at.toISOString()}, clock(at)), ` ${what}`);
        insertByTime(this.#list, row, at, EVENTS_KEPT);
    }
}

export function drawSummary(model) {
    const all = [...model.members.values()];
    const live = all.filter(m => m.isLive).length;
    const leads = model.leader ? `Member ${model.leader.id} leads in term ${model.leader.term}` : 'No leader is seen';
    text(byId('summary'), `${leads} · ${live} of ${all.length} members heard`);
    document.title = model.leader ? `raftd: ${model.leader.id} leads` : 'raftd: no leader';
}

function named(members) {
    return members.length === 1 ? `Member ${members[0].id} was` : `Members ${members.map(m => m.id).join(', ')} were`;
}

/** What the person should know to see all of it. */
export function drawNotices(model) {
    const notices = [];
    const own = model.members.get(model.selfId);
    if (own?.url && !model.isAtMember && model.members.size > 1) {
        notices.push(['The other members show themselves only to a page at a member\'s own address: ',
            el('a', {href: `${own.url}/`}, `open ${own.url}/`)]);
    }
    const all = [...model.members.values()];
    const later = all.filter(m => m.link === 'blocked');
    if (later.length > 0) {
        notices.push([`${named(later)} not yet known to the member that served this page: `, el('a', {href: '/'}, 'load it again')]);
    }
    const silent = all.filter(m => !m.url && m.id !== model.selfId);
    if (silent.length > 0) {
        notices.push([`${named(silent)} not heard: the cluster does not know yet where clients are served there.`]);
    }
    const said = notices.map(parts => parts.map(part => part.textContent ?? part).join('')).join('\n');
    const place = byId('notices');
    if (place.dataset.said !== said) {
        place.dataset.said = said;
        place.replaceChildren(...notices.map(parts => el('p', {class: 'notice'}, ...parts)));
    }
}
