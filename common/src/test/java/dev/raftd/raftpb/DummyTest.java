package dev.raftd.raftpb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.raftd.raftpb.oracle.Entry;

final class DummyTest {
    @Test
    void x() {
        assertThat(Entry.newBuilder().setTerm(4).build().toByteArray()).hasSize(2);
    }
}
