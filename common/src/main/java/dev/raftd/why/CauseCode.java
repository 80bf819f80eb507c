package dev.raftd.why;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The stable codes of causes, with the next safe step; of several that are true at once the earlier is named first.
public enum CauseCode {
    // Of the cluster.
    JOINT_CONFIGURATION("start the voters that it waits for, or call the change off: 'raftctl members' names it"),
    QUORUM_LOST(
            "bring back voters until a majority runs, by the reasons named after this; 'raftd recover' only if their data is gone for good"),
    PARTITION("repair the network between the voters' peer URLs"),

    // Of one member, which does not take part.
    WRONG_CLUSTER("correct the peer URL: another cluster's member listens there"),
    REMOVED("stop that process; a removed member does not come back"),
    LOST_DATA("replace the member: 'raftctl members replace'"),
    HANDSHAKE_REFUSED("read the refusal's code in the evidence, and correct that member's start"),
    STATE_DIFFERS("replace the member: 'raftctl members replace'"),
    PAUSED("let the process go on (SIGCONT), or look at its machine"),
    APPLY_STUCK("look at that member's log; restart it if it does not go on"),
    DISK_FULL("free space on the file system of its data directory"),
    DISK_STALLED("look at that member's disk"),
    MAILBOX_FULL("lower the load, and look at what keeps that member's raft loop busy"),
    TERM_TOO_OLD("wait for it to follow the new leader, and send requests there"),
    ONE_WAY("repair the network: packets pass in one direction only"),
    UNREACHABLE("start the member, or repair the way to its peer URL"),

    // Of a leader.
    TRANSFER_IN_PROGRESS("wait: it ends within an election timeout, with or without a new leader"),

    // Of a member that takes part, and is late.
    LOG_WRITER_QUEUE("wait; if it stays, that member's disk is too slow for the load"),
    SNAPSHOT_PENDING("wait until it is there; 'raftd start --snapshot-rate' limits it"),
    PROBING("wait for the next answer; if it stays, compare the logs: 'raftctl log' on both"),
    WINDOW_FULL("look at why that member does not acknowledge: its disk, or the way back from it"),
    SEND_QUEUE_FULL("look at the network to that member"),
    UNCOMMITTED_LIMIT("slow the writers down until the followers have caught up"),
    APPLY_BEHIND("wait for that member to apply what it has"),
    BEHIND("wait for it to catch up"),
    NOT_A_VOTER("nothing: a quorum does not need it"),

    // Of elections.
    LOG_TOO_OLD("start the voter whose log is the newest"),
    SPLIT_VOTE("wait: the next election has other timeouts"),
    PRE_VOTE_REJECTED("wait: the voters give up the leader they remember within an election timeout"),
    CHANGE_UNAPPLIED("wait until that member has applied the change"),
    LEASE_HELD("wait an election timeout"),
    LEADER_SILENT("look at that member, or ask it by another URL"),
    ELECTION_RUNNING("look again in a second"),

    // Of reads.
    READ_UNCONFIRMED("bring a majority back, or read with --serializable what may be old"),
    READ_BEFORE_COMMIT("wait for the leader's first commit of its term"),
    READ_WAITS_FOR_APPLY("read from another member, or wait for this one to apply"),

    // Nothing is wrong.
    IN_FLIGHT("look again in a second"),
    OVERWRITTEN("nothing: write again what was not acknowledged"),
    COMPACTED("nothing"),
    NOT_THERE("ask without INDEX for the newest entry"),
    NOTHING_WAITS("nothing");

    private final String next;

    CauseCode(String next) {
        this.next = next;
    }

    /// The next safe step.
    public String next() {
        return next;
    }

    /// Whether somebody waits for nothing.
    boolean isWell() {
        return compareTo(OVERWRITTEN) >= 0;
    }

    /// The stable code, such as `quorum_lost`.
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CauseCode> of(String code) {
        return Stream.of(values()).filter(c -> c.toString().equals(code)).findFirst();
    }
}
