package dev.raftd.lab;

import dev.raftd.confchange.Changed;
import dev.raftd.confchange.Changer;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.tracker.ProgressTracker;
import java.util.List;
import java.util.Set;

/// Configuration changes alone: `simple`, `enter-joint [autoleave=BOOL]`, `leave-joint`, with the changes as input. Prints the
/// configuration and every member's progress.
final class ConfChangeSuite implements Suite {
    static final Set<String> COMMANDS = Set.of("simple", "enter-joint", "leave-joint");

    private static final int INFLIGHT_MAX = 10;

    private final ProgressTracker tracker = new ProgressTracker(INFLIGHT_MAX, 0);
    /// Grows with every directive, so that a progress' `next` tells which one made it.
    private long lastIndex;

    @Override
    public String run(Directive directive) throws TestFailureException {
        try {
            Changed changed = change(directive);
            tracker.adopt(changed.config(), changed.progress());
            return tracker.config() + "\n" + tracker.progress();
        } catch (ConfChangeException | ConfChangeText.MalformedException | RefusedException e) {
            return e.getMessage();
        } finally {
            lastIndex++;
        }
    }

    private Changed change(Directive directive)
            throws ConfChangeException, ConfChangeText.MalformedException, RefusedException, TestFailureException {
        List<ConfChangeSingle> changes = ConfChangeText.parse(directive.input());
        Changer changer = new Changer(tracker, lastIndex);
        switch (directive.command()) {
            case "simple" :
                return changer.simple(changes);
            case "enter-joint" :
                return changer.enterJoint(autoLeave(directive), changes);
            case "leave-joint" :
                if (!changes.isEmpty())
                    throw new RefusedException("this command takes no input");
                return changer.leaveJoint();
            default :
                throw new RefusedException("unknown command");
        }
    }

    private static boolean autoLeave(Directive directive) throws TestFailureException {
        if (directive.arguments().isEmpty())
            return false;
        return directive.argument("autoleave").bool(0);
    }

    /// A directive that cannot be run, which is something a file can expect.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private RefusedException(String message) {
            super(message);
        }
    }
}
