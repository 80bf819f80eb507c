package dev.raftd.raft;

import dev.raftd.raftpb.LocalNodes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a node is made from. Times are in ticks, sizes in bytes; [#NO_LIMIT] means no limit.
///
/// @param id                          this node; not 0, nor one of the storage threads
/// @param electionTick                ticks without a leader after which a follower campaigns, before randomization; ten
///                                    heartbeats are usual
/// @param heartbeatTick               ticks between a leader's heartbeats
/// @param storage                     where the stable part of the log is read from
/// @param applied                     the last index that the state machine has already applied, at a restart; 0 for none
/// @param asyncStorageWrites          storage is written by messages to and from the storage threads instead of
///                                    [RawNode#advance]
/// @param maxSizePerMsg               limit of the entries in one MsgApp, yet at least one entry
/// @param maxCommittedSizePerReady    limit of the committed entries being applied at a time, yet at least one entry; 0 means
///                                    `maxSizePerMsg`
/// @param maxUncommittedEntriesSize   limit of a leader's uncommitted payload, beyond which it drops proposals; 0 means none
/// @param maxInflightMsgs             MsgApps sent to a peer and not yet answered
/// @param maxInflightBytes            bytes of entries sent to a peer and not yet answered; 0 means no limit
/// @param checkQuorum                 a leader that does not hear from a quorum for an election timeout steps down
/// @param preVote                     ask before disturbing (thesis, section 9.6)
/// @param readOnlyOption              how reads are confirmed
/// @param electionTimeouts            the source of randomized election timeouts
/// @param disableProposalForwarding   a follower drops proposals instead of forwarding them
/// @param disableConfChangeValidation a leader does not check a proposed configuration change against the present configuration
/// @param stepDownOnRemoval           a leader that is removed or demoted steps down
public record Config(long id, int electionTick, int heartbeatTick, Storage storage, long applied, boolean asyncStorageWrites,
        long maxSizePerMsg, long maxCommittedSizePerReady, long maxUncommittedEntriesSize, int maxInflightMsgs, long maxInflightBytes,
        boolean checkQuorum, boolean preVote, ReadOnlyOption readOnlyOption, ElectionTimeouts electionTimeouts, Logger logger,
        boolean disableProposalForwarding, boolean disableConfChangeValidation, boolean stepDownOnRemoval) {
    public static final long NO_LIMIT = Long.MAX_VALUE;

    public Config {
        require(id != LocalNodes.NONE, "cannot use none as id");
        require(!LocalNodes.isStorageThread(id), "cannot use local target as id");
        require(heartbeatTick > 0, "heartbeat tick must be greater than 0");
        require(electionTick > heartbeatTick, "election tick must be greater than heartbeat tick");
        require(storage != null, "storage cannot be nil");
        require(electionTimeouts != null, "election timeouts cannot be nil");
        require(applied >= 0, "applied must not be negative");
        require(maxSizePerMsg >= 0 && maxCommittedSizePerReady >= 0 && maxUncommittedEntriesSize >= 0 && maxInflightBytes >= 0,
                "sizes must not be negative");
        require(maxInflightMsgs > 0, "max inflight messages must be greater than 0");
        require(maxInflightBytes == 0 || maxInflightBytes >= maxSizePerMsg, "max inflight bytes must be >= max message size");
        require(readOnlyOption == ReadOnlyOption.SAFE || checkQuorum,
                "CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased");
        Objects.requireNonNull(logger);
        maxCommittedSizePerReady = maxCommittedSizePerReady == 0 ? Math.max(maxSizePerMsg, 1) : maxCommittedSizePerReady;
        maxUncommittedEntriesSize = maxUncommittedEntriesSize == 0 ? NO_LIMIT : maxUncommittedEntriesSize;
        maxInflightBytes = maxInflightBytes == 0 ? NO_LIMIT : maxInflightBytes;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /// A builder whose other values are zero, false, `SAFE` and a silent logger: ticks and `maxInflightMsgs` must be set.
    public static Builder builder(long id, Storage storage, ElectionTimeouts electionTimeouts) {
        return new Builder(id, storage, electionTimeouts);
    }

    /// Collects a configuration's values; checked by [#build].
    public static final class Builder {
        private final long id;
        private Storage storage;
        private final ElectionTimeouts electionTimeouts;
        private int electionTick;
        private int heartbeatTick;
        private long applied;
        private boolean asyncStorageWrites;
        private long maxSizePerMsg;
        private long maxCommittedSizePerReady;
        private long maxUncommittedEntriesSize;
        private int maxInflightMsgs;
        private long maxInflightBytes;
        private boolean checkQuorum;
        private boolean preVote;
        private ReadOnlyOption readOnlyOption = ReadOnlyOption.SAFE;
        private @Nullable Logger logger;
        private boolean disableProposalForwarding;
        private boolean disableConfChangeValidation;
        private boolean stepDownOnRemoval;

        private Builder(long id, Storage storage, ElectionTimeouts electionTimeouts) {
            this.id = id;
            this.storage = storage;
            this.electionTimeouts = electionTimeouts;
        }

        public Builder storage(Storage v) {
            storage = v;
            return this;
        }

        public Builder electionTick(int v) {
            electionTick = v;
            return this;
        }

        public Builder heartbeatTick(int v) {
            heartbeatTick = v;
            return this;
        }

        public Builder applied(long v) {
            applied = v;
            return this;
        }

        public Builder asyncStorageWrites(boolean v) {
            asyncStorageWrites = v;
            return this;
        }

        public Builder maxSizePerMsg(long v) {
            maxSizePerMsg = v;
            return this;
        }

        public Builder maxCommittedSizePerReady(long v) {
            maxCommittedSizePerReady = v;
            return this;
        }

        public Builder maxUncommittedEntriesSize(long v) {
            maxUncommittedEntriesSize = v;
            return this;
        }

        public Builder maxInflightMsgs(int v) {
            maxInflightMsgs = v;
            return this;
        }

        public Builder maxInflightBytes(long v) {
            maxInflightBytes = v;
            return this;
        }

        public Builder checkQuorum(boolean v) {
            checkQuorum = v;
            return this;
        }

        public Builder preVote(boolean v) {
            preVote = v;
            return this;
        }

        public Builder readOnlyOption(ReadOnlyOption v) {
            readOnlyOption = v;
            return this;
        }

        public Builder logger(Logger v) {
            logger = v;
            return this;
        }

        public Builder disableProposalForwarding(boolean v) {
            disableProposalForwarding = v;
            return this;
        }

        public Builder disableConfChangeValidation(boolean v) {
            disableConfChangeValidation = v;
            return this;
        }

        public Builder stepDownOnRemoval(boolean v) {
            stepDownOnRemoval = v;
            return this;
        }

        public Config build() {
            return new Config(id, electionTick, heartbeatTick, storage, applied, asyncStorageWrites, maxSizePerMsg,
                    maxCommittedSizePerReady, maxUncommittedEntriesSize, maxInflightMsgs, maxInflightBytes, checkQuorum, preVote,
                    readOnlyOption, electionTimeouts, logger == null ? Logger.SILENT : logger, disableProposalForwarding,
                    disableConfChangeValidation, stepDownOnRemoval);
        }
    }
}
