package dev.raftd.it.campaign;

import java.io.IOException;

/// How members reach each other, and how that is broken. Clients reach every member, always. One thread at a time.
interface Network extends AutoCloseable {
    /// Where a member is to be; made if it is new.
    Place place(long id) throws IOException;

    /// Its process is being started: from now on there may be somebody.
    void inhabited(long id) throws IOException;

    /// Nothing of what `from` sends arrives at `to` any more.
    void cut(long from, long to) throws IOException;

    void mend(long from, long to) throws IOException;

    /// Breaks the connections between two, in the middle of whatever is on its way, until [#mended].
    void reset(long a, long b) throws IOException;

    void mended(long a, long b) throws IOException;

    /// What this member sends gets slow.
    void throttle(long id) throws IOException;

    void unthrottle(long id) throws IOException;

    @Override
    void close() throws IOException;
}
