package dev.raftd.lab;

import dev.raftd.raft.Describe;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeV2;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The command `propose-conf-change`.
final class ConfChangeProposal {
    private static final byte[] NO_CONTEXT = {};

    private ConfChangeProposal() {}

    /// Thrown with the text that the data files expect for it.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private RefusedException(String message) {
            super(message);
        }
    }

    /// @return an error's text, empty if there is none
    static String propose(Directive d, LabNode node) throws TestFailureException {
        try {
            return LabGroup.error(node.rawNode().proposeConfChange(change(d)));
        } catch (RefusedException | ConfChangeText.MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ConfChangeI change(Directive d) throws RefusedException, ConfChangeText.MalformedException, TestFailureException {
        boolean v1 = false;
        ConfChangeTransition transition = ConfChangeTransition.AUTO;
        for (Argument a : d.arguments().subList(1, d.arguments().size())) {
            for (String value : a.values()) {
                switch (a.key()) {
                    case "v1" -> v1 = bool(a, value);
                    case "transition" -> transition = transition(value);
                    default -> throw new RefusedException("unknown command " + a.key());
                }
            }
        }
        List<ConfChangeSingle> changes = ConfChangeText.parse(d.input());
        return v1 ? single(changes, transition) : new ConfChangeV2(transition, changes, NO_CONTEXT);
    }

    private static boolean bool(Argument a, String value) throws RefusedException {
        try {
            return new Argument(a.key(), List.of(value)).bool(0);
        } catch (TestFailureException e) {
            String quoted = Describe.quoted(value.getBytes(StandardCharsets.UTF_8));
            throw new RefusedException("strconv.ParseBool: parsing " + quoted + ": invalid syntax");
        }
    }

    private static ConfChangeTransition transition(String name) throws RefusedException {
        return switch (name) {
            case "auto" -> ConfChangeTransition.AUTO;
            case "implicit" -> ConfChangeTransition.JOINT_IMPLICIT;
            case "explicit" -> ConfChangeTransition.JOINT_EXPLICIT;
            default -> throw new RefusedException("unknown transition " + name);
        };
    }

    private static ConfChange single(List<ConfChangeSingle> changes, ConfChangeTransition transition)
            throws RefusedException, TestFailureException {
        if (changes.size() > 1 || transition != ConfChangeTransition.AUTO) {
            throw new RefusedException("v1 conf change can only have one operation and no transition");
        }
        if (changes.isEmpty()) {
            throw new TestFailureException("a v1 conf change needs an operation");
        }
        return new ConfChange(0, changes.getFirst().type(), changes.getFirst().nodeId(), NO_CONTEXT);
    }
}
