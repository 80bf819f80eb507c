package dev.raftd.raftpb;

final class Dummy {
    private Dummy() {}
}
