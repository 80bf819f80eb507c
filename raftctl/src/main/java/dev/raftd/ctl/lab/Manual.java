package dev.raftd.ctl.lab;

import dev.raftd.ctl.lab.Manual.Page.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each command of the lab takes and does, for help and completion.
final class Manual {
    private static final int NAME_COLUMNS = 27;

    private final Map<String, Page> pages = new LinkedHashMap<>();

    /// @param arguments as in a usage line; a word in capitals stands for a value, and is completed by its name
    /// @param options   `name=VALUE`, where VALUE is completed by its name
    /// @param example   a line that makes sense
    record Page(Kind kind, String name, String arguments, List<String> options, String text, String example) {
        /// How the list of commands is grouped.
        enum Kind {
            GROUP("The group, as in etcd's test language"),
            FAULTS("Faults and reads, beyond that language"),
            LAB("The lab itself"),
            LESSON("The lessons");

            private final String title;

            Kind(String title) {
                this.title = title;
            }
        }

        String usage() {
            StringBuilder usage = new StringBuilder(name).append(arguments.isEmpty() ? "" : " " + arguments);
            options.forEach(option -> usage.append(" [").append(option).append(']'));
            return usage.toString();
        }

        String summary() {
            return text.substring(0, text.indexOf('.') + 1);
        }
    }

    private static final String FLAG = "true|false";

    static Manual ofLab() {
        Manual manual = new Manual();
        manual.addGroup();
        manual.addFaults();
        manual.addLab();
        return manual;
    }

    void add(Kind kind, String usage, String text, String example, String... options) {
        int space = usage.indexOf(' ');
        String name = space < 0 ? usage : usage.substring(0, space);
        pages.put(name, new Page(kind, name, space < 0 ? "" : usage.substring(space + 1), List.of(options), text, example));
    }

    private void addGroup() {
        Kind k = Kind.GROUP;
        add(k, "add-nodes N", "Adds N nodes. With voters or learners they begin with a snapshot of that configuration, and need index > 1.",
                "add-nodes 3 voters=(1,2,3) index=2", "voters=IDLIST", "learners=IDLIST", "index=INDEX", "prevote=" + FLAG,
                "checkquorum=" + FLAG, "async-storage-writes=" + FLAG, "read-only=safe|lease-based", "inflight=COUNT",
                "max-size-per-msg=BYTES", "max-committed-size-per-ready=BYTES", "step-down-on-removal=" + FLAG,
                "disable-conf-change-validation=" + FLAG);
        add(k, "campaign ID", "Lets a node stand for election at once.", "campaign 1");
        add(k, "propose ID DATA", "Proposes an entry at a node; a follower passes it to its leader.", "propose 1 hello");
        add(k, "propose-conf-change ID", "Proposes a change of the configuration. The next line has the changes: v4 makes 4 a voter, l4 a"
                + " learner, r4 removes it; an empty one leaves a joint configuration. They may also stand behind the id.",
                "propose-conf-change 1 v4 r1", "transition=auto|implicit|explicit", "v1=" + FLAG);
        add(k, "stabilize IDS", "Lets all nodes, or those named, handle Readys, receive messages and do their storage work until nothing is"
                + " left to do.", "stabilize 1 2", "log-level=LEVEL");
        add(k, "process-ready IDS", "Takes one Ready of each node and does what it asks for: stores, sends, applies.", "process-ready 1");
        add(k, "deliver-msgs IDS", "Delivers what is on its way to these nodes, or drops it.", "deliver-msgs 2 type=MsgApp", "type=TYPE",
                "drop=IDLIST");
        add(k, "process-append-thread IDS", "Does one item of a node's append work, with asynchronous storage writes.",
                "process-append-thread 1");
        add(k, "process-apply-thread IDS", "Does one item of a node's apply work, with asynchronous storage writes.",
                "process-apply-thread 1");
        add(k, "tick-heartbeat ID", "Lets the clock of a node go on by a heartbeat interval, 1 tick.", "tick-heartbeat 1");
        add(k, "tick-election ID", "Lets the clock of a node go on by an election timeout, 3 ticks.", "tick-election 2");
        add(k, "set-randomized-election-timeout ID", "Replaces the election timeout that was drawn, in ticks.",
                "set-randomized-election-timeout 1 timeout=5", "timeout=TICKS");
        add(k, "transfer-leadership", "Lets a leader hand over.", "transfer-leadership from=1 to=2", "from=ID", "to=ID");
        add(k, "forget-leader ID", "Lets a follower forget its leader, so that it grants pre-votes at once.", "forget-leader 2");
        add(k, "report-unreachable ID ID", "Tells the first node that the second could not be reached.", "report-unreachable 1 2");
        add(k, "send-snapshot ID ID", "Puts a snapshot of the first node's state on its way to the second.", "send-snapshot 1 2");
        add(k, "compact ID INDEX", "Drops a node's entries up to an index, which must be applied.", "compact 1 5");
        add(k, "raft-log ID", "Prints a node's stable log.", "raft-log 1");
        add(k, "raft-state", "Prints each node's role, term and leader.", "raft-state");
        add(k, "status ID", "Prints the Progress of each peer, of a leader.", "status 1");
        add(k, "log-level LEVEL", "Prints the nodes' log lines from this level on; none prints nothing at all.", "log-level warn");
        add(k, "_breakpoint", "Does nothing.", "_breakpoint");
    }

    private void addFaults() {
        Kind k = Kind.FAULTS;
        add(k, "partition PARTS",
                "Cuts the group into parts. Messages from one to another are lost when they would arrive; nodes that are not"
                        + " named are a part of their own.",
                "partition 1,2|3");
        add(k, "heal", "Ends the partition.", "heal");
        add(k, "crash ID", "Ends a node's process. It loses what is not durable; messages to it are lost.", "crash 1");
        add(k, "restart ID", "Begins a node's process again, from what is durable.", "restart 1");
        add(k, "read-index ID WORD", "Asks for a linearizable read: a later Ready has a ReadState with the word and the index to wait for.",
                "read-index 1 r1");
    }

    private void addLab() {
        Kind k = Kind.LAB;
        add(k, "draw", "Draws all logs side by side, and what leaders know of their peers.", "draw");
        add(k, "diagram", "Draws what happened between the nodes since the group last had nothing to do; --mermaid prints it for mermaid.",
                "diagram", "--mermaid");
        add(k, "undo N", "Takes the last directive back, or the last N.", "undo 3");
        add(k, "branch NAME", "Begins a branch here, and goes on in it; the present one stays as it is.", "branch without-crash");
        add(k, "switch BRANCH", "Goes to the end of another branch.", "switch main");
        add(k, "branches", "Lists the branches.", "branches");
        add(k, "save FILE", "Writes the directives with what they printed into a scenario file, which 'raftctl lab run FILE' passes.",
                "save mine.txt", "--force");
        add(k, "help COMMAND", "Lists the commands, or explains one.", "help add-nodes");
        add(k, "exit", "Leaves the lab, as Ctrl-D does.", "exit");
    }

    @Nullable
    Page page(String name) {
        return pages.get(name);
    }

    Collection<Page> pages() {
        return pages.values();
    }

    /// A line a command.
    String list() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            List<Page> some = pages.values().stream().filter(p -> p.kind == kind).toList();
            if (!some.isEmpty())
                text.append(kind.title).append(":\n");
            for (Page page : some)
                text.append(entryLine(page));
        }
        return text.append("'help COMMAND' explains one, TAB completes.\n").toString();
    }

    private static String entryLine(Page page) {
        String head = "  " + page.name + (page.arguments.isEmpty() ? "" : " " + page.arguments);
        boolean fits = head.length() < NAME_COLUMNS;
        String begin = fits ? String.format("%-" + NAME_COLUMNS + "s", head) : " ".repeat(NAME_COLUMNS);
        return (fits ? "" : head + "\n") + wrapped(begin + page.summary(), NAME_COLUMNS);
    }

    static String explain(Page page) {
        return wrapped(page.usage(), 4) + wrapped("  " + page.text, 2) + "  Example: " + page.example + "\n";
    }

    /// Lines of at most 80 characters, where there is a space; those that follow are indented.
    static String wrapped(String text, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > Pen.COLUMNS) {
            int at = rest.lastIndexOf(' ', Pen.COLUMNS);
            if (at <= indent)
                break;
            lines.add(rest.substring(0, at));
            rest = " ".repeat(indent) + rest.substring(at + 1);
        }
        lines.add(rest);
        return String.join("\n", lines) + "\n";
    }
}
