package dev.raftd.raftpb;

/// What one change does to a node. The ordinal is the number on the wire.
public enum ConfChangeType {
    /// Adds a voter, or promotes a learner.
    ADD_NODE("ConfChangeAddNode"),
    /// Removes a voter or learner.
    REMOVE_NODE("ConfChangeRemoveNode"),
    /// Changes nothing in the configuration; carries a new address, say.
    UPDATE_NODE("ConfChangeUpdateNode"),
    /// Adds a learner, or demotes a voter.
    ADD_LEARNER_NODE("ConfChangeAddLearnerNode");

    private final String text;

    ConfChangeType(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `ConfChangeAddNode`.
    @Override
    public String toString() {
        return text;
    }
}
