package dev.raftd.raftpb;

/// What an [Entry]'s data means. The ordinal is the number on the wire.
public enum EntryType {
    /// Data is the application's; empty data is a leader's first entry of its term, or a refused configuration change.
    NORMAL("EntryNormal"),
    /// Data is an encoded [ConfChange].
    CONF_CHANGE("EntryConfChange"),
    /// Data is an encoded [ConfChangeV2]; empty data means "leave the joint configuration".
    CONF_CHANGE_V2("EntryConfChangeV2");

    private final String text;

    EntryType(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `EntryNormal`.
    @Override
    public String toString() {
        return text;
    }
}
