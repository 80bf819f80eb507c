package dev.raftd.tracker;

import dev.raftd.quorum.NodeIds;
import org.jspecify.annotations.Nullable;

/// Progress by node id. Which ids there are never changes (a change makes a new map); each one's progress does.
public final class ProgressMap {
    public static final ProgressMap EMPTY = new ProgressMap(NodeIds.EMPTY, new Progress[0]);

    private final NodeIds ids;
    private final Progress[] progresses;

    private ProgressMap(NodeIds ids, Progress[] progresses) {
        this.ids = ids;
        this.progresses = progresses;
    }

    /// Takes a node and its progress.
    @FunctionalInterface
    public interface Visitor {
        void visit(long id, Progress progress);
    }

    public NodeIds ids() {
        return ids;
    }

    public int size() {
        return progresses.length;
    }

    /// The progress at a place in ascending order of ids, from 0; its id is `ids().at(place)`.
    public Progress at(int place) {
        return progresses[place];
    }

    public @Nullable Progress progress(long id) {
        int place = ids.indexOf(id);
        return place < 0 ? null : progresses[place];
    }

    /// Visits all by id, ascending.
    public void visit(Visitor visitor) {
        for (int i = 0; i < progresses.length; i++) {
            visitor.visit(ids.at(i), progresses[i]);
        }
    }

    public ProgressMap with(long id, Progress progress) {
        NodeIds more = ids.with(id);
        Progress[] all = new Progress[more.size()];
        for (int i = 0; i < all.length; i++) {
            int place = ids.indexOf(more.at(i));
            all[i] = more.at(i) == id ? progress : progresses[place];
        }
        return new ProgressMap(more, all);
    }

    public ProgressMap without(long id) {
        NodeIds fewer = ids.without(id);
        Progress[] rest = new Progress[fewer.size()];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = progresses[ids.indexOf(fewer.at(i))];
        }
        return new ProgressMap(fewer, rest);
    }

    /// A map of copies, which share nothing with these.
    public ProgressMap copy() {
        Progress[] copies = new Progress[progresses.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = progresses[i].copy();
        }
        return new ProgressMap(ids, copies);
    }

    /// A line a node, such as `1: StateProbe match=0 next=1`; ids are decimal here.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        visit((id, progress) -> text.append(Long.toUnsignedString(id)).append(": ").append(progress).append('\n'));
        return text.toString();
    }
}
