// One event stream a member. A stream that breaks is opened again, ever more seldom; none is open while nobody can see the page.

const RETRY_MILLIS_MIN = 500;
const RETRY_MILLIS_MAX = 4000;
const FRESH_MILLIS = 30_000;

class Stream {
    #source = null;
    #retryMillis = RETRY_MILLIS_MIN;
    #timer = 0;

    constructor(url, heard) {
        this.url = url;
        this.heard = heard;
    }

    open() {
        if (this.#source) {
            return;
        }
        this.#source = new EventSource(`${this.url}/v1/live`);
        this.#source.addEventListener('frame', event => {
            this.#retryMillis = RETRY_MILLIS_MIN;
            this.heard.frame(JSON.parse(event.data));
        });
        this.#source.addEventListener('dropped', event => this.heard.dropped(JSON.parse(event.data).frames));
        this.#source.addEventListener('error', () => this.#lost());
    }

    /** The browser would try again by itself, but not after an answer that is an error, and always at the same pace. */
    #lost() {
        this.close();
        this.heard.lost();
        this.#timer = setTimeout(() => this.open(), this.#retryMillis);
        this.#retryMillis = Math.min(2 * this.#retryMillis, RETRY_MILLIS_MAX);
    }

    close() {
        clearTimeout(this.#timer);
        this.#source?.close();
        this.#source = null;
    }
}

/** The streams of all members: that of the member which serves the page, and those that it names. */
export class Streams {
    #model;
    #own;
    #others = new Map();

    constructor(model) {
        this.#model = model;
        this.#own = new Stream('', {
            frame: frame => this.#model.frame(frame, true),
            dropped: frames => this.#model.dropped(this.#model.selfId, frames),
            lost: () => this.#model.lost(this.#model.selfId),
        });
        model.addEventListener('members', () => this.#follow());
        document.addEventListener('visibilitychange', () => {
            this.#model.resume();
            this.#all().forEach(stream => document.hidden ? stream.close() : stream.open());
        });
        document.addEventListener('securitypolicyviolation', event => this.#blocked(event.blockedURI));
    }

    start() {
        this.#own.open();
    }

    #all() {
        return [this.#own, ...this.#others.values()];
    }

    /** Members show themselves to pages at members' client URLs alone; elsewhere there is no use in asking. */
    #follow() {
        if (!this.#model.isAtMember) {
            return;
        }
        for (const [id, stream] of this.#others) {
            if (this.#model.members.get(id)?.url !== stream.url) {
                stream.close();
                this.#others.delete(id);
            }
        }
        for (const {id, url} of this.#model.members.values()) {
            if (url && id !== this.#model.selfId && !this.#others.has(id)) {
                this.#watch(id, url);
            }
        }
    }

    #watch(id, url) {
        const stream = new Stream(url, {
            frame: frame => this.#model.frame(frame, false),
            dropped: frames => this.#model.dropped(id, frames),
            lost: () => this.#model.lost(id),
        });
        this.#others.set(id, stream);
        if (!document.hidden) {
            stream.open();
        }
    }

    /**
     * The page may only ask those that its member knew when it was loaded. Where a cluster has just been started it is simply loaded again;
     * later that is for the person to choose, for what happened until now would be gone.
     */
    #blocked(uri) {
        if (performance.now() < FRESH_MILLIS) {
            location.reload();
        }
        for (const [id, stream] of this.#others) {
            if (uri.startsWith(stream.url)) {
                stream.close();
                this.#model.blocked(id);
            }
        }
    }
}
