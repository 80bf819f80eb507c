package dev.raftd.ctl.lab;

import dev.raftd.lab.Lab;
import dev.raftd.lab.Lab.Branch;
import dev.raftd.raftpb.MessageType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the word at the cursor may become, by the [Manual] and the lab's state.
final class Completions {
    private final Manual manual;
    private final Lab lab;

    Completions(Manual manual, Lab lab) {
        this.manual = manual;
        this.lab = lab;
    }

    Stream<String> of(List<String> before, String word) {
        if (before.isEmpty())
            return manual.pages().stream().map(Manual.Page::name);
        Manual.Page page = manual.page(before.getFirst());
        if (page == null)
            return Stream.of();
        Stream<String> options = page.options().stream().flatMap(option -> option(option, word));
        String slot = slot(page, before.subList(1, before.size()));
        return Stream.concat(slot == null ? Stream.of() : values(slot, word), options);
    }

    /// The name of the argument that comes next; the last one goes on if it is a list.
    private static @Nullable String slot(Manual.Page page, List<String> before) {
        List<String> slots = List.of(page.arguments().split(" "));
        int place = (int) before.stream().filter(w -> w.indexOf('=') < 0).count();
        if (place < slots.size())
            return slots.get(place);
        return slots.getLast().equals("IDS") ? "IDS" : null;
    }

    private Stream<String> option(String option, String word) {
        int equals = option.indexOf('=');
        if (equals < 0)
            return Stream.of(option);
        String name = option.substring(0, equals + 1);
        return word.startsWith(name)
                ? values(option.substring(equals + 1), word.substring(name.length())).map(v -> name + v)
                : Stream.of(name);
    }

    private Stream<String> values(String slot, String word) {
        return switch (slot) {
            case "ID", "IDS" -> ids();
            case "IDLIST" -> inList(word);
            case "PARTS" -> ids().map(id -> word.substring(0, 1 + Math.max(word.lastIndexOf(','), word.lastIndexOf('|'))) + id);
            case "LEVEL" -> Stream.of("debug", "info", "warn", "error", "none");
            case "TYPE" -> Arrays.stream(MessageType.values()).map(MessageType::toString);
            case "BRANCH" -> lab.branches().stream().map(Branch::name);
            case "COMMAND" -> manual.pages().stream().map(Manual.Page::name);
            default -> slot.contains("|") ? Arrays.stream(slot.split("\\|")) : Stream.of();
        };
    }

    private Stream<String> ids() {
        return lab.nodes().stream().map(n -> Long.toString(n.id()));
    }

    /// `(1,2` may go on or end.
    private Stream<String> inList(String word) {
        if (!word.startsWith("("))
            return Stream.of("(");
        String begun = word.substring(0, 1 + Math.max(word.lastIndexOf(','), 0));
        return ids().flatMap(id -> Stream.of(begun + id + ",", begun + id + ")"));
    }
}
