package dev.raftd.lab;

import java.util.ArrayList;
import java.util.List;

/// The difference of two texts in the unified format, with three lines of context.
final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;

    private final List<String> before;
    private final List<String> after;
    private final int firstLine;

    /// @param firstLine the number of both texts' first line, from 1
    private UnifiedDiff(String before, String after, int firstLine) {
        this.before = before.lines().toList();
        this.after = after.lines().toList();
        this.firstLine = firstLine;
    }

    /// One line of the difference: kept (` `), only before (`-`) or only after (`+`), where both texts stand.
    private record Edit(char kind, String line, int beforeAt, int afterAt) {}

    static String of(String path, String before, String after, int firstLine) {
        return "--- " + path + " expected\n+++ " + path + " actual\n" + new UnifiedDiff(before, after, firstLine).hunks();
    }

    private String hunks() {
        List<Edit> edits = edits();
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (from < edits.size()) {
            int change = nextChange(edits, from);
            if (change == edits.size())
                break;
            int end = endOfHunk(edits, change);
            appendHunk(text, edits.subList(Math.max(from, change - CONTEXT_LINES), end));
            from = end;
        }
        return text.toString();
    }

    private static int nextChange(List<Edit> edits, int from) {
        int i = from;
        while (i < edits.size() && edits.get(i).kind == ' ')
            i++;
        return i;
    }

    /// A hunk goes on as long as its last context would touch the next one's first.
    private static int endOfHunk(List<Edit> edits, int change) {
        int end = change;
        int next = change;
        while (next < edits.size() && next - end <= 2 * CONTEXT_LINES) {
            end = next;
            while (end < edits.size() && edits.get(end).kind != ' ')
                end++;
            next = nextChange(edits, end);
        }
        return Math.min(end + CONTEXT_LINES, edits.size());
    }

    private void appendHunk(StringBuilder text, List<Edit> hunk) {
        long removed = hunk.stream().filter(edit -> edit.kind != '+').count();
        long added = hunk.stream().filter(edit -> edit.kind != '-').count();
        Edit first = hunk.getFirst();
        text.append("@@ -").append(first.beforeAt + firstLine).append(',').append(removed);
        text.append(" +").append(first.afterAt + firstLine).append(',').append(added).append(" @@\n");
        hunk.forEach(edit -> text.append(edit.kind).append(edit.line).append('\n'));
    }

    /// The shortest way from before to after, by a table of the longest common parts of all their ends.
    private List<Edit> edits() {
        int[][] common = commonLengths();
        List<Edit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                edits.add(new Edit(' ', before.get(i), i++, j++));
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                edits.add(new Edit('-', before.get(i), i++, j));
            } else {
                edits.add(new Edit('+', after.get(j), i, j++));
            }
        }
        return edits;
    }

    private int[][] commonLengths() {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                boolean same = before.get(i).equals(after.get(j));
                common[i][j] = same ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
