package dev.raftd.raftpb;

/// A configuration change of either form.
public sealed interface ConfChangeI permits ConfChange, ConfChangeV2 {
    /// The same change in the newer form.
    ConfChangeV2 asV2();

    /// The entry type that carries this form.
    EntryType entryType();

    /// The application's bytes carried along, empty where there are none.
    byte[] context();
}
