package dev.raftd.server.agreement;

import dev.raftd.server.agreement.Self.Group;
import dev.raftd.server.kv.KvRoot;
import java.io.IOException;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares this member's store with the others', once each time it is run. Confined to one thread at a time, which may have to wait for
/// the others' answers.
public final class StateCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);
    /// Enough to find one index among all that are remembered, and some to spare for what is forgotten meanwhile.
    private static final int ROUNDS_MAX = 8;

    private record Since(long index, boolean isExact) {}

    private final Self self;
    private final Others others;
    /// Members that differed when last compared: what differs goes on to differ while the index of its beginning is forgotten.
    private final TreeMap<Long, Since> differing = new TreeMap<>(Long::compareUnsigned);

    public StateCheck(Self self, Others others) {
        this.self = self;
        this.others = others;
    }

    public void run() {
        if (self.isWrong()) {
            return;
        }
        Group group = self.group();
        differing.keySet().retainAll(group.others().keySet());
        SortedMap<Long, HashAnswer> newest = newest(group);
        SortedSet<Long> differ = new TreeSet<>(Long::compareUnsigned);
        newest.forEach((id, answer) -> {
            if (isEqual(answer)) {
                differing.remove(id);
            } else {
                differ.add(id);
            }
        });
        if (!differ.isEmpty()) {
            self.differs(difference(group, newest, differ));
        } else if (differing.isEmpty() && !newest.isEmpty()) {
            self.agreed(newest.values().stream().mapToLong(HashAnswer::to).min().orElseThrow());
        }
    }

    /// Each other member's newest hash of an index that this one remembers, too.
    private SortedMap<Long, HashAnswer> newest(Group group) {
        SortedMap<Long, HashAnswer> newest = new TreeMap<>(Long::compareUnsigned);
        for (long id : group.others().keySet()) {
            HashAnswer answer = ask(group, id, HashQuestion.newest(self.hashes().last()));
            if (answer != null && !answer.hashes().isEmpty() && self.hashes().at(answer.to()) != null) {
                newest.put(id, answer);
            }
        }
        return newest;
    }

    private boolean isEqual(HashAnswer answer) {
        Long own = self.hashes().at(answer.to());
        // forgotten since: nothing is known to differ
        return own == null || own.equals(answer.hashes().getFirst());
    }

    private Difference difference(Group group, SortedMap<Long, HashAnswer> newest, SortedSet<Long> differ) {
        long index = differ.stream().mapToLong(id -> newest.get(id).to()).min().orElseThrow();
        SortedMap<Long, Long> hashes = new TreeMap<>(Long::compareUnsigned);
        newest.forEach((id, answer) -> {
            Long hash = hashAt(group, index, answer, !differ.contains(id));
            if (hash != null) {
                hashes.put(id, hash);
            }
        });
        Long own = self.hashes().at(index);
        if (own != null) {
            hashes.put(group.id(), own);
        }
        differ.forEach(id -> differing.computeIfAbsent(id, other -> since(group, newest.get(other))));
        Since first = differ.stream().map(differing::get).min(Comparator.comparingLong(Since::index)).orElseThrow();
        return new Difference(first.index, first.isExact, Split.of(hashes, group));
    }

    /// Another member's hash at an index; null if it did not come there, or cannot be asked.
    private @Nullable Long hashAt(Group group, long index, HashAnswer newest, boolean equal) {
        if (newest.to() < index) {
            return null;
        }
        if (newest.to() == index) {
            return newest.hashes().getFirst();
        }
        if (equal) {
            return self.hashes().at(index);
        }
        HashAnswer answer = ask(group, newest.member(), HashQuestion.newest(index));
        return answer == null || answer.to() != index || answer.hashes().isEmpty() ? null : answer.hashes().getFirst();
    }

    private Since since(Group group, HashAnswer newest) {
        FirstDifference search = new FirstDifference(self.hashes(), newest.first(), newest.to());
        HashQuestion question = search.next();
        for (int round = 0; round < ROUNDS_MAX && question != null; round++) {
            HashAnswer answer = ask(group, newest.member(), question);
            if (answer == null) {
                break;
            }
            search.answered(question, answer);
            question = search.next();
        }
        return new Since(search.index(), search.isExact());
    }

    /// Null if there is no answer that can be compared.
    private @Nullable HashAnswer ask(Group group, long id, HashQuestion question) {
        try {
            HashAnswer answer = others.ask(group.others().get(id), question);
            return answer.clusterId().equals(group.clusterId()) && answer.member() == id && answer.format() == KvRoot.HASH_FORMAT
                    && answer.to() <= question.to() && answer.hashes().size() <= question.count() ? answer : null;
        } catch (IOException e) {
            LOG.debug("member {} does not tell its hashes: {}", Long.toUnsignedString(id), e.getMessage());
            return null;
        }
    }
}
