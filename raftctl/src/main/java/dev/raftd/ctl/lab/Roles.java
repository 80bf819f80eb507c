package dev.raftd.ctl.lab;

import dev.raftd.lab.NodeState;
import dev.raftd.tracker.ProgressState;

/// Roles and states as pictures and conditions call them.
final class Roles {
    private Roles() {}

    static String of(NodeState node) {
        if (!node.isUp())
            return "down";
        return switch (node.basic().state()) {
            case FOLLOWER -> "follower";
            case CANDIDATE -> "candidate";
            case LEADER -> "leader";
            case PRE_CANDIDATE -> "pre-candidate";
        };
    }

    static String of(ProgressState state) {
        return switch (state) {
            case PROBE -> "probe";
            case REPLICATE -> "replicate";
            case SNAPSHOT -> "snapshot";
        };
    }
}
