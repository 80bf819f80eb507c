package dev.raftd.server.replica;

import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.Logger;
import java.time.InstantSource;

/// What a replica is made from.
///
/// @param tickMillis    the time of a tick, which is also that between two heartbeats
/// @param electionTicks ticks without a leader after which a follower campaigns, before randomization
/// @param incarnation   a number of this run, drawn at random: tells this run's proposals from those of the run before
/// @param clock         wall-clock time, for people only: nothing is decided by it
public record ReplicaConfig(Self self, long tickMillis, int electionTicks, Limits limits, long incarnation,
        ElectionTimeouts electionTimeouts, Logger logger, InstantSource clock, Recording recording) {
    public ReplicaConfig {
        if (tickMillis <= 0 || electionTicks <= 1) {
            throw new IllegalArgumentException("a tick takes time, and an election several ticks");
        }
    }

    /// One that remembers little.
    public ReplicaConfig(Self self, long tickMillis, int electionTicks, Limits limits, long incarnation,
            ElectionTimeouts electionTimeouts, Logger logger, InstantSource clock) {
        this(self, tickMillis, electionTicks, limits, incarnation, electionTimeouts, logger, clock, Recording.LITTLE);
    }

    /// What is recorded of what happens, for people to look at later.
    ///
    /// @param journeyEntries of so many entries at least when they passed each stage; 0 for none
    public record Recording(int journeyEntries) {
        public static final Recording LITTLE = new Recording(1_000);

        public Recording {
            if (journeyEntries < 0) {
                throw new IllegalArgumentException("nothing less than none is recorded: " + journeyEntries);
            }
        }
    }

    /// What a replica says about itself.
    ///
    /// @param clusterId 16 hex digits
    /// @param clientUrl where it serves clients; announced to the others
    public record Self(long id, String clusterId, String version, String peerUrl, String clientUrl, String dataDir) {}

    /// The limits of a replica's work.
    ///
    /// @param requestTimeoutTicks after which a waiting request is answered with what is known
    /// @param waitingMax          requests waiting at a time, of each kind
    /// @param snapshotEvery       entries applied since the last snapshot that make the next one due
    /// @param snapshotLogBytes    bytes of entries applied since the last snapshot that make the next one due
    /// @param compactRetain       entries kept in the log below a snapshot, for members that lag a little
    /// @param promoteLagMax       entries by which a learner may lag and yet be promoted
    /// @param readysKept          Readys kept to be looked at
    /// @param readysKeptBytes     about how much memory they may hold on to
    /// @param inflightMessages    MsgApps to a member that are not answered
    /// @param messageBytes        entries in one MsgApp, and applied at a time
    /// @param uncommittedBytes    entries that a leader has not committed yet, beyond which it takes no more
    /// @param stalledMillis       a disk that does not finish one write for so long is given up
    public record Limits(int requestTimeoutTicks, int waitingMax, long snapshotEvery, long snapshotLogBytes, long compactRetain,
            long promoteLagMax, int readysKept, long readysKeptBytes, int inflightMessages, long messageBytes, long uncommittedBytes,
            long stalledMillis) {
        public static final Limits DEFAULT = new Limits(50, 10_000, 10_000, 256L << 20, 5_000, 1_000, 1_000, 16L << 20, 256, 1 << 20,
                256L << 20, 20_000);

        public Limits {
            if (requestTimeoutTicks <= 0 || waitingMax <= 0 || snapshotEvery <= 0 || snapshotLogBytes <= 0 || compactRetain < 0
                    || promoteLagMax < 0 || readysKept <= 0 || readysKeptBytes < 0 || inflightMessages <= 0 || messageBytes <= 0
                    || uncommittedBytes <= 0 || stalledMillis <= 0) {
                throw new IllegalArgumentException("limits are greater than 0: " + this);
            }
        }
    }
}
