// The list of what happened, newest first, and the sentence that says how the cluster stands.

import {byId, clock, el, text} from './dom.js';

const EVENTS_KEPT = 200;

export class Events {
    #list = byId('happened');

    add({kind, what, at}) {
        this.#list.prepend(el('li', {class: kind}, el('time', {datetime: at.toISOString()}, clock(at)), ` ${what}`));
        while (this.#list.children.length > EVENTS_KEPT) {
            this.#list.lastElementChild.remove();
        }
    }
}

export function drawSummary(model) {
    const all = [...model.members.values()];
    const live = all.filter(m => m.isLive).length;
    const leads = model.leader ? `Member ${model.leader.id} leads in term ${model.leader.term}` : 'No leader is seen';
    text(byId('summary'), `${leads} · ${live} of ${all.length} members heard`);
    document.title = model.leader ? `raftd: ${model.leader.id} leads` : 'raftd: no leader';
}

/** What the person should know to see all of it. */
export function drawNotices(model) {
    const notices = [];
    const own = model.members.get(model.selfId);
    if (own?.url && own.url !== location.origin && model.members.size > 1) {
        notices.push(['The other members show themselves only to a page at a member\'s own address: ',
            el('a', {href: `${own.url}/`}, `open ${own.url}/`)]);
    }
    for (const {id, url, link} of model.members.values()) {
        if (link === 'blocked') {
            notices.push([`Member ${id} joined after this page was loaded: `, el('a', {href: '/'}, 'load it again to see it')]);
        } else if (!url) {
            notices.push([`Member ${id} has not told yet where it serves clients.`]);
        }
    }
    const said = notices.map(parts => parts.map(part => part.textContent ?? part).join('')).join('\n');
    const place = byId('notices');
    if (place.dataset.said !== said) {
        place.dataset.said = said;
        place.replaceChildren(...notices.map(parts => el('p', {class: 'notice'}, ...parts)));
    }
}
