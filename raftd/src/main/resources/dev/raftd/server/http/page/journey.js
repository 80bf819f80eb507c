// One entry's way through the cluster, as the members recorded it.

import {byId, el} from './dom.js';

export class Journey {
    #place = byId('told');
    #asked = 0;

    constructor(chosen) {
        byId('ask').addEventListener('submit', event => {
            event.preventDefault();
            const index = Number(byId('index').value);
            chosen(index);
            this.show(index);
        });
    }

    async show(index) {
        const asked = ++this.#asked;
        byId('index').value = index;
        this.#place.replaceChildren(el('p', {class: 'hint'}, `Asking for entry ${index} …`));
        const parts = [...await entry(index), ...await journey(index)];
        if (asked === this.#asked) {
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

async function entry(index) {
    const {body, problem} = await ask(`/v1/log?from=${index}&to=${index}&limit=1`);
    const found = body?.entries.find(e => e.index === index);
    return [el('h3', {}, `Entry ${index}`), el('p', {class: 'entry'}, found ? found.text : problem ?? 'It is not in this member\'s log.')];
}

async function journey(index) {
    const {problem} = await ask(`/v1/journey/cluster?index=${index}`);
    return [el('p', {class: 'hint'}, `Its journey cannot be told: ${problem}.`)];
}
