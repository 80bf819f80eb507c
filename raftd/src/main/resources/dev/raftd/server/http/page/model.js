// What is known of the cluster: each member's last frame, and what follows from comparing it with the one before.

const TERMS_KEPT = 1024;
const CAMPAIGNS_KEPT = 100;
const RATE_MILLIS = 2000;
const SILENT_MILLIS = 3000;

export const ROLES = {
    StateFollower: 'follower',
    StatePreCandidate: 'pre-candidate',
    StateCandidate: 'candidate',
    StateLeader: 'leader',
};

/** One member. Its link says what this page knows of it: connecting, live, silent, lost or blocked. */
export class Member {
    link = 'connecting';
    status = null;
    terms = new Map();
    droppedFrames = 0;
    #samples = [];

    constructor(id) {
        this.id = id;
    }

    get isLive() {
        return this.link === 'live';
    }

    get role() {
        return this.status ? ROLES[this.status.role] ?? this.status.role : 'unknown';
    }

    take(frame, now) {
        this.status = frame.status;
        this.heardAt = now;
        this.#learnTerms(frame.terms, frame.status.log);
        this.#sample(frame, now);
    }

    /** Frames tell the terms of the newest entries alone; those seen before are still true, unless the log was cut. */
    #learnTerms(runs, log) {
        for (const {from, to, term} of runs) {
            for (let index = from; index <= to; index++) {
                this.terms.set(index, term);
            }
        }
        for (const index of this.terms.keys()) {
            if (index > log.lastIndex || index < log.firstIndex || index < log.lastIndex - TERMS_KEPT) {
                this.terms.delete(index);
            }
        }
    }

    #sample(frame, now) {
        const activity = frame.status.activity;
        const messages = [...frame.sent, ...frame.received].reduce((sum, m) => sum + m.count, 0);
        const heard = (this.#samples.at(-1)?.messages ?? 0) + messages;
        this.#samples.push({now, applied: frame.status.log.applied, messages: heard, syncs: activity?.syncs ?? 0,
            syncNanos: activity?.syncNanos ?? 0});
        while (this.#samples.length > 2 && this.#samples[1].now < now - RATE_MILLIS) {
            this.#samples.shift();
        }
    }

    /** Of the last seconds: entries and messages a second, milliseconds a sync. Null where too little is known. */
    rates() {
        const first = this.#samples[0];
        const last = this.#samples.at(-1);
        const seconds = last ? (last.now - first.now) / 1000 : 0;
        if (seconds < 0.5 || last.messages < first.messages) {
            return null;
        }
        const syncs = last.syncs - first.syncs;
        return {
            entries: Math.max(0, last.applied - first.applied) / seconds,
            messages: (last.messages - first.messages) / seconds,
            syncMillis: syncs > 0 ? (last.syncNanos - first.syncNanos) / syncs / 1e6 : null,
        };
    }
}

/**
 * Tells by events: 'members' when others are members than before, 'frame' with each frame, 'happened' for the list of events, and
 * 'change' for whatever is drawn.
 */
export class Model extends EventTarget {
    members = new Map();
    selfId = null;
    clusterId = '';
    leader = null;
    #appliedIndex = -1;
    #config = '';
    #campaigns = new Set();
    #frozen = false;

    constructor() {
        super();
        setInterval(() => this.#noticeSilence(), 500);
    }

    /** While frozen nothing is learnt: what is drawn stays as it is. */
    freeze(frozen) {
        this.#frozen = frozen;
        this.resume();
    }

    /** Frames did not come, because this page did not want them. */
    resume() {
        for (const member of this.members.values()) {
            member.heardAt = performance.now();
        }
    }

    frame(frame, own) {
        if (this.#frozen) {
            return;
        }
        const {id} = frame.status;
        this.selfId = own ? id : this.selfId;
        this.clusterId = frame.status.clusterId;
        const member = this.#member(id);
        const before = member.status;
        this.#heard(member);
        member.take(frame, performance.now());
        this.#learnMembers(frame);
        this.#noticeCampaigns(frame);
        if (before) {
            this.#compare(member, before, frame.status, frame.time);
        }
        this.#findLeader(frame.time);
        this.#emit('frame', frame);
        this.#emit('change');
    }

    /** Whether this page is at the address at which the member that serves it is known to the others. */
    get isAtMember() {
        return this.members.get(this.selfId)?.url === location.origin;
    }

    #member(id) {
        if (!this.members.has(id)) {
            this.members.set(id, new Member(id));
        }
        return this.members.get(id);
    }

    #heard(member) {
        if (member.link === 'lost' || member.link === 'silent') {
            this.#happened('link', `Member ${member.id} is heard again`);
            member.status = member.link === 'lost' ? null : member.status;
        }
        member.link = 'live';
    }

    /** Whoever has applied the most knows best who is a member. */
    #learnMembers(frame) {
        const applied = frame.status.store.index;
        if (applied < this.#appliedIndex) {
            return;
        }
        this.#appliedIndex = applied;
        const ids = new Set(frame.members.map(m => m.id));
        let others = false;
        for (const id of [...this.members.keys()].filter(known => !ids.has(known) && known !== this.selfId)) {
            this.members.delete(id);
            others = true;
        }
        for (const {id, clientUrl, learner} of frame.members) {
            const member = this.#member(id);
            const url = clientUrl ? new URL(clientUrl).origin : null;
            others ||= member.url !== url;
            member.url = url;
            member.learner = learner;
        }
        if (others) {
            this.members = new Map([...this.members].sort(([a], [b]) => a - b));
            this.#emit('members');
        }
    }

    lost(id) {
        const member = this.members.get(id);
        if (!member || member.link === 'lost') {
            return;
        }
        member.link = 'lost';
        this.#happened('link', `Member ${id} cannot be reached from this browser`);
        this.#findLeader(null);
        this.#emit('change');
    }

    blocked(id) {
        this.#member(id).link = 'blocked';
        this.#emit('change');
    }

    dropped(id, frames) {
        const member = this.members.get(id);
        if (member) {
            member.droppedFrames += frames;
            this.#happened('dropped', `${frames} ${frames === 1 ? 'frame' : 'frames'} of member ${id} left out: this browser is slow`);
        }
    }

    #noticeSilence() {
        if (this.#frozen || document.hidden) {
            return;
        }
        for (const member of this.members.values()) {
            if (member.isLive && performance.now() - member.heardAt > SILENT_MILLIS) {
                member.link = 'silent';
                this.#happened('link', `Member ${member.id} is connected, but silent`);
                this.#emit('change');
            }
        }
    }

    #compare(member, before, now, time) {
        const id = member.id;
        if (before.role !== now.role || before.term !== now.term && now.role !== 'StateFollower') {
            const kind = now.role === 'StateFollower' ? 'role' : 'election';
            this.#happened(kind, `Member ${id} is ${member.role} in term ${now.term}`, time);
        }
        if (now.vote !== 0 && now.vote !== id && (before.vote !== now.vote || before.term !== now.term)) {
            this.#happened('election', `Member ${id} votes for ${now.vote} in term ${now.term}`, time);
        }
        if (now.log.lastIndex < before.log.lastIndex) {
            this.#happened('log', `Member ${id} drops its entries from ${now.log.lastIndex + 1} to ${before.log.lastIndex}`, time);
        }
        if (now.log.snapshotIndex > before.log.snapshotIndex) {
            this.#happened('log', `Member ${id} has a snapshot up to entry ${now.log.snapshotIndex}`, time);
        }
        for (const alarm of now.alarms.filter(a => !before.alarms.some(b => b.code === a.code))) {
            this.#happened('alarm', `Member ${id}: ${alarm.detail ?? alarm.code}`, time);
        }
        this.#compareConfig(now.config, time);
    }

    /** A campaign may be over before the next frame: what a candidate asks the others tells of it nevertheless. */
    #noticeCampaigns({sent, time}) {
        for (const {type, from, term} of sent) {
            const asks = {MsgPreVote: 'asks whether it would be elected', MsgVote: 'asks for votes'}[type];
            const campaign = `${type} ${from} ${term}`;
            if (asks && !this.#campaigns.has(campaign)) {
                this.#campaigns = new Set([...this.#campaigns, campaign].slice(-CAMPAIGNS_KEPT));
                this.#happened('election', `Member ${from} ${asks} in term ${term}`, time);
            }
        }
    }

    /** Members apply a change one after the other; it is told once. */
    #compareConfig(config, time) {
        const named = JSON.stringify(config);
        if (this.#config === '' || named === this.#config) {
            this.#config = named;
            return;
        }
        const newest = [...this.members.values()].filter(m => m.isLive && m.status)
            .reduce((a, b) => b.status.log.applied > a.status.log.applied ? b : a);
        const told = JSON.stringify(newest.status.config);
        if (told !== this.#config) {
            this.#config = told;
            this.#happened('config', `The configuration is ${configText(newest.status.config)}`, time);
        }
    }

    /** The leader of the newest term, by its own word. */
    #findLeader(time) {
        let best = null;
        for (const member of this.members.values()) {
            if (member.isLive && member.status?.role === 'StateLeader' && (!best || member.status.term > best.status.term)) {
                best = member;
            }
        }
        const now = best ? `${best.id} ${best.status.term}` : '';
        const before = this.leader ? `${this.leader.id} ${this.leader.term}` : '';
        if (now === before) {
            return;
        }
        this.leader = best ? {id: best.id, term: best.status.term} : null;
        this.#happened('leader', best ? `Member ${best.id} leads in term ${best.status.term}` : 'No leader is seen', time);
    }

    #happened(kind, what, time = null) {
        this.#emit('happened', {kind, what, at: time ? new Date(time) : new Date()});
    }

    #emit(name, detail = null) {
        this.dispatchEvent(new CustomEvent(name, {detail}));
    }
}

export function configText({voters, votersOutgoing, learners, learnersNext}) {
    const set = ids => `{${ids.join(', ')}}`;
    const parts = [`voters ${set(voters)}`];
    if (votersOutgoing.length > 0) {
        parts.push(`on its way from ${set(votersOutgoing)}`);
    }
    if (learners.length + learnersNext.length > 0) {
        parts.push(`learners ${set([...learners, ...learnersNext])}`);
    }
    return parts.join(', ');
}
