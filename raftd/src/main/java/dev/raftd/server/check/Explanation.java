package dev.raftd.server.check;

import java.util.ArrayList;
import java.util.List;

/// Makes an illegal history of one key small enough to be read: up to the first answer that nothing explains, and without the reads that
/// do not contribute. Writes stay: without one of them a legal history may become illegal.
final class Explanation {
    private static final int LINES_MAX = 20;
    private static final int TRIES_MAX = 200;

    private final long stepsMax;
    private KeyHistory smallest;
    private int tries;

    private Explanation(KeyHistory illegal, long stepsMax) {
        smallest = illegal;
        this.stepsMax = stepsMax;
    }

    static String of(KeyHistory illegal, long stepsMax) {
        Explanation e = new Explanation(illegal, stepsMax);
        e.cutAfterFirstWrongAnswer();
        e.dropReads();
        return e.text();
    }

    private boolean stillIllegal(KeyHistory smaller) {
        tries++;
        if (new KeySearch(smaller).run(stepsMax) != KeySearch.Result.ILLEGAL) {
            return false;
        }
        smallest = smaller;
        return true;
    }

    private void cutAfterFirstWrongAnswer() {
        KeyHistory whole = smallest;
        long[] ends = whole.operations().stream().filter(KeyOperation::isAnswered).mapToLong(KeyOperation::ret).sorted().toArray();
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stillIllegal(whole.until(ends[middle]))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
    }

    /// The last answer is the one in question, so it stays.
    private void dropReads() {
        for (int chunk = smallest.operations().size(); chunk >= 1; chunk /= 2) {
            List<KeyOperation> reads = reads();
            for (int from = 0; from < reads.size() && tries < TRIES_MAX; from += chunk) {
                List<KeyOperation> some = reads.subList(from, Math.min(reads.size(), from + chunk));
                List<Operation> sources = some.stream().map(KeyOperation::source).toList();
                stillIllegal(smallest.without(smallest.operations().stream().filter(o -> sources.contains(o.source())).toList()));
            }
        }
    }

    private List<KeyOperation> reads() {
        return smallest.operations().stream().filter(o -> o.kind() instanceof KeyOperation.Read).toList();
    }

    private String text() {
        List<KeyOperation> all = smallest.operations();
        KeyOperation wrong = all.stream().filter(KeyOperation::isAnswered).reduce((a, b) -> b.ret() >= a.ret() ? b : a).orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add("key " + smallest.key() + ": no order of its operations explains this answer:");
        lines.add("  " + wrong.source());
        lines.add("given these:");
        if (all.size() > LINES_MAX) {
            lines.add("  ... " + (all.size() - LINES_MAX) + " before");
        }
        for (KeyOperation o : all.subList(Math.max(0, all.size() - LINES_MAX), all.size())) {
            if (o != wrong) {
                lines.add("  " + o.source() + (o.isAnswered() || o.source().ret() == Operation.NEVER ? "" : " (later)"));
            }
        }
        return String.join("\n", lines);
    }
}
