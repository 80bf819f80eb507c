// The raftLogs, one below the other on a common axis. While somebody is among the cells, by keyboard or by pointer, the axis stays.

import {attribute, byId, el, reconcile, text} from './dom.js';

const CELL = 26;
const CELLS_MIN = 8;
const CELLS_MAX = 64;
const AXIS_EVERY = 5;
const COLOURS = 8;
/** In the order in which they are drawn where they meet. */
const MARKS = [['S', 'snapshotIndex'], ['A', 'applied'], ['C', 'committed'], ['D', 'stableIndex']];

export class Logs {
    #grid = byId('grid');
    #chosen;
    #size = CELLS_MIN;
    /** The last index on the axis while it is held, 0 while it follows the log. */
    #held = 0;
    #last = 0;
    #newest = 0;
    /** Which cell the keyboard is at: {row, index}. */
    #at = null;
    #selected = 0;
    #changed;

    /**
     * @param changed called when the axis is another
     * @param chosen  called with the index of an entry whose journey is wanted
     */
    constructor(changed, chosen) {
        this.#changed = changed;
        this.#chosen = chosen;
        new ResizeObserver(([entry]) => {
            const head = parseFloat(getComputedStyle(this.#grid).getPropertyValue('--head'));
            const room = Math.floor((entry.contentRect.width - head) / CELL);
            this.#size = Math.min(CELLS_MAX, Math.max(CELLS_MIN, room));
            changed();
        }).observe(this.#grid);
        this.#grid.addEventListener('keydown', event => this.#key(event));
        this.#grid.addEventListener('click', event => this.#click(event));
        this.#grid.addEventListener('pointerenter', () => this.#hold());
        this.#grid.addEventListener('pointerleave', () => this.#release());
        this.#grid.addEventListener('focusin', event => this.#focused(event.target));
        this.#grid.addEventListener('focusout', event => !this.#grid.contains(event.relatedTarget) && this.#release());
    }

    select(index) {
        this.#selected = index;
        this.#changed();
    }

    #hold() {
        this.#held = this.#held || this.#last;
        this.#changed();
    }

    #release() {
        if (!this.#grid.contains(document.activeElement) && !this.#grid.matches(':hover')) {
            this.#held = 0;
            this.#changed();
        }
    }

    draw(model) {
        const members = [...model.members.values()];
        this.#newest = Math.max(0, ...members.map(m => m.status?.log.lastIndex ?? 0));
        this.#last = Math.max(this.#held || this.#newest, this.#size);
        const first = this.#last - this.#size + 1;
        attribute(this.#grid, 'aria-colcount', this.#newest + 1);
        attribute(this.#grid, 'aria-rowcount', members.length + 1);
        reconcile(this.#grid, ['axis', ...members.map(m => m.id)], newRow);
        [...this.#grid.children].forEach((row, i) => i === 0 ? drawAxis(row, first, this.#last)
            : this.#drawRow(row, members[i - 1], first));
        this.#keepTabStop(first);
        this.#drawHeld();
    }

    #drawRow(row, member, first) {
        attribute(row, 'class', `row ${member.isLive ? '' : 'away'}`);
        const [head, cells, marks] = row.children;
        text(head, `${member.id} ${member.isLive ? (member.learner ? 'learner' : short(member.role)) : 'away'}`);
        const log = member.status?.log;
        attribute(head, 'aria-label', log
            ? `Member ${member.id}, ${member.role}: applied ${log.applied}, committed ${log.committed}, durable ${log.stableIndex}, last `
                + `${log.lastIndex}, snapshot ${log.snapshotIndex}`
            : `Member ${member.id}, nothing known`);
        reconcile(cells, range(first, this.#last), newCell);
        for (const cell of cells.children) {
            const index = Number(cell.dataset.key);
            drawCell(cell, index, member);
            attribute(cell, 'aria-selected', index === this.#selected);
        }
        drawMarks(marks, log, first, this.#last);
    }

    #drawHeld() {
        const behind = this.#newest - this.#last;
        text(byId('held'), this.#held && behind > 0
            ? `The axis stays while you are here; ${behind} ${behind === 1 ? 'entry is' : 'entries are'} newer.` : '');
    }

    // Keyboard: one cell takes part in the tab order, arrow keys move between cells.

    #rows() {
        return [...this.#grid.children].slice(1);
    }

    #cell(row, index) {
        return this.#rows()[row]?.querySelector(`[data-key="${index}"]`) ?? null;
    }

    #keepTabStop(first) {
        const rows = this.#rows().length;
        if (rows === 0) {
            return;
        }
        const wanted = this.#at ?? {row: 0, index: this.#newest};
        const row = Math.min(wanted.row, rows - 1);
        const index = Math.min(Math.max(wanted.index, first), this.#last);
        const stop = this.#cell(row, index);
        const before = this.#grid.querySelector('[tabindex="0"]');
        if (before !== stop) {
            before?.setAttribute('tabindex', -1);
            stop?.setAttribute('tabindex', 0);
        }
    }

    #focused(cell) {
        const row = this.#rows().findIndex(r => r.contains(cell));
        if (row >= 0 && cell.dataset.key) {
            this.#at = {row, index: Number(cell.dataset.key)};
            this.#hold();
        }
    }

    #click(event) {
        const cell = event.target.closest('[role=gridcell]');
        if (cell) {
            cell.focus();
            this.#choose(Number(cell.dataset.key));
        }
    }

    #choose(index) {
        if (index >= 1 && index <= this.#newest) {
            this.select(index);
            this.#chosen(index);
        }
    }

    #key(event) {
        if (!this.#at || event.altKey || event.ctrlKey || event.metaKey) {
            return;
        }
        const {row, index} = this.#at;
        const move = {
            ArrowLeft: () => this.#go(row, index - 1),
            ArrowRight: () => this.#go(row, index + 1),
            ArrowUp: () => this.#go(row - 1, index),
            ArrowDown: () => this.#go(row + 1, index),
            PageUp: () => this.#go(row, index - this.#size),
            PageDown: () => this.#go(row, index + this.#size),
            Home: () => this.#go(row, this.#last - this.#size + 1),
            End: () => this.#go(row, this.#newest),
            Enter: () => this.#choose(index),
            ' ': () => this.#choose(index),
        }[event.key];
        if (move) {
            event.preventDefault();
            move();
        }
    }

    /** The axis moves along where the cell is not on it. */
    #go(row, index) {
        const to = Math.min(Math.max(index, 1), Math.max(this.#newest, this.#size));
        const toRow = Math.min(Math.max(row, 0), this.#rows().length - 1);
        if (to > this.#last) {
            this.#held = to;
        } else if (to < this.#last - this.#size + 1) {
            this.#held = to + this.#size - 1;
        }
        this.#at = {row: toRow, index: to};
        this.#changed();
        this.#cell(toRow, to)?.focus();
    }
}

function range(first, last) {
    return Array.from({length: last - first + 1}, (_, i) => first + i);
}

function short(role) {
    return role === 'pre-candidate' ? 'pre-cand.' : role;
}

function newRow(key) {
    if (key === 'axis') {
        return el('div', {role: 'row', class: 'row axis'}, el('span', {role: 'columnheader', class: 'head'}, 'entry'),
            el('div', {class: 'cells', role: 'presentation'}));
    }
    return el('div', {role: 'row'}, el('span', {role: 'rowheader', class: 'head'}), el('div', {class: 'cells', role: 'presentation'}),
        el('div', {class: 'marks', 'aria-hidden': 'true'}));
}

function newCell(index) {
    return el('span', {role: 'gridcell', tabindex: -1, 'aria-colindex': Number(index) + 1});
}

function drawAxis(row, first, last) {
    const cells = row.lastElementChild;
    reconcile(cells, range(first, last), index => el('span', {role: 'columnheader', 'aria-label': `Entry ${index}`},
        Number(index) % AXIS_EVERY === 0 ? el('span', {}, index) : null));
}

/** How an entry stands on a member: missing, compacted, unstable, or neither; and whether it is committed and applied. */
function standing(index, log) {
    if (!log || index > log.lastIndex) {
        return {place: 'missing'};
    }
    const place = index < log.firstIndex ? 'compacted' : index > log.stableIndex ? 'unstable' : 'stable';
    return {place, committed: index <= log.committed, applied: index <= log.applied};
}

function drawCell(cell, index, member) {
    const {place, committed, applied} = standing(index, member.status?.log);
    const term = place === 'stable' || place === 'unstable' ? member.terms.get(index) : undefined;
    text(cell, term ?? (place === 'stable' || place === 'unstable' ? '·' : ''));
    const colour = term === undefined ? '' : ` t${term % COLOURS}`;
    attribute(cell, 'class', `cell ${place}${committed ? ' committed' : ''}${applied ? ' applied' : ''}${colour}`);
    attribute(cell, 'aria-label', words(index, member.id, place, committed, applied, term));
}

function words(index, id, place, committed, applied, term) {
    if (place === 'missing') {
        return `No entry ${index} on member ${id}`;
    }
    if (place === 'compacted') {
        return `Entry ${index} on member ${id} is in its snapshot`;
    }
    const durable = place === 'stable' ? 'durable' : 'not yet durable';
    return `Entry ${index} on member ${id}${term === undefined ? '' : `, term ${term}`}, ${durable}, `
        + (applied ? 'applied' : committed ? 'committed' : 'not yet committed');
}

/** Marks at one index share a flag; one before the axis stands at its beginning. */
function drawMarks(place, log, first, last) {
    const flags = new Map();
    for (const [letter, name] of log ? MARKS : []) {
        const index = log[name];
        if (index >= 1 && index <= last) {
            const column = Math.max(index - first, -1);
            flags.set(column, (flags.get(column) ?? '') + letter);
        }
    }
    reconcile(place, flags.keys(), () => el('span', {class: 'mark'}));
    for (const flag of place.children) {
        const column = Number(flag.dataset.key);
        text(flag, column < 0 ? `‹${flags.get(column)}` : flags.get(column));
        flag.style.left = `${(Math.max(column, 0) + 1) * CELL}px`;
        attribute(flag, 'class', column < 0 ? 'mark before' : 'mark');
    }
}
