package dev.raftd.ctl.replay;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.LogState;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.trace.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `break when` waits for: a question about a member after an event, and about the event.
///
///     or   = and { "||" and }          not = "!" not | "(" or ")" | test
///     and  = not { "&&" not }          test = field [ ("==" | "!=" | "<" | "<=" | ">" | ">=") value ]
///
/// A comparison of what the event does not have, such as the message of a tick, does not hold, whichever it is. A field alone is a comparison
/// with `true`.
final class Condition {
    /// What an expression cannot be, and where.
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1;

        private final int column;

        SyntaxException(String message, int column) {
            super(message);
            this.column = column;
        }

        /// From 0.
        int column() {
            return column;
        }
    }

    /// What a condition is asked about.
    record Subject(long member, RawNode node, Input input, long number) {
        @Nullable
        Message message() {
            return switch (input) {
                case Input.Step s -> s.message();
                case Input.Order o -> o.message();
                case Input.Tick t -> null;
                case Input.Applied a -> null;
                case Input.Propose p -> null;
                case Input.ApplyConfChange a -> null;
                case Input.SetTimeout s -> null;
                case Input.TakeReady r -> null;
                case Input.Advance a -> null;
            };
        }
    }

    private interface Test {
        boolean holds(Subject subject);
    }

    /// How a field's value is told.
    private interface Read {
        @Nullable
        Object of(Subject subject);
    }

    private interface MessageRead {
        Object of(Message m);
    }

    /// @param words those it can be; null for a number
    private record Field(Read read, @Nullable List<String> words, boolean ofEvent) {}

    private static final List<String> BOOLEANS = List.of("false", "true");
    static final Map<String, String> ALIASES = Map.of("from", "message.from", "to", "message.to", "type", "message.type", "commit",
            "committed", "kind", "event.kind");
    private static final Map<String, Field> FIELDS = fields();

    private final String text;
    private final Test test;
    private final boolean ofEvent;

    private Condition(String text, Test test, boolean ofEvent) {
        this.text = text;
        this.test = test;
        this.ofEvent = ofEvent;
    }

    private static Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        List<String> roles = Arrays.stream(StateType.values()).map(Condition::role).toList();
        fields.put("role", new Field(s -> role(s.node().basicStatus().state()), roles, false));
        number(fields, "member", Subject::member);
        number(fields, "term", s -> status(s).term());
        number(fields, "vote", s -> status(s).vote());
        number(fields, "lead", s -> status(s).lead());
        number(fields, "committed", s -> log(s).committed());
        number(fields, "applied", s -> log(s).applied());
        number(fields, "firstIndex", s -> log(s).firstIndex());
        number(fields, "lastIndex", s -> log(s).lastIndex());
        List<String> kinds = List.of("tick", "step", "applied", "order", "propose", "conf", "timeout", "ready", "advance");
        fields.put("event.kind", new Field(s -> s.input().word(), kinds, true));
        fields.put("event.number", new Field(Subject::number, null, true));
        List<String> types = Arrays.stream(MessageType.values()).map(MessageType::toString).toList();
        message(fields, "message.type", types, m -> m.type().toString());
        message(fields, "message.from", null, Message::from);
        message(fields, "message.to", null, Message::to);
        message(fields, "message.term", null, Message::term);
        message(fields, "message.logTerm", null, Message::logTerm);
        message(fields, "message.index", null, Message::index);
        message(fields, "message.commit", null, Message::commit);
        message(fields, "message.entries", null, m -> (long) m.entries().size());
        message(fields, "message.reject", BOOLEANS, m -> Boolean.toString(m.reject()));
        return fields;
    }

    private static void number(Map<String, Field> fields, String name, Read read) {
        fields.put(name, new Field(read, null, false));
    }

    private static void message(Map<String, Field> fields, String name, @Nullable List<String> words, MessageRead read) {
        fields.put(name, new Field(s -> {
            Message m = s.message();
            return m == null ? null : read.of(m);
        }, words, true));
    }

    private static BasicStatus status(Subject s) {
        return s.node().basicStatus();
    }

    private static LogState log(Subject s) {
        return s.node().logState();
    }

    /// Such as `Leader`.
    static String role(StateType state) {
        return state.toString().substring("State".length());
    }

    static Condition parse(String text) throws SyntaxException {
        return new Parser(text).parse();
    }

    /// The fields' names, and the words that they are compared with.
    static List<String> words() {
        List<String> words = new ArrayList<>(FIELDS.keySet());
        FIELDS.values().forEach(f -> words.addAll(f.words == null ? List.of() : f.words));
        return words;
    }

    static String fieldNames() {
        return String.join(", ", FIELDS.keySet());
    }

    boolean holds(Subject subject) {
        return test.holds(subject);
    }

    /// Whether it asks about the event, so that it may hold of one event and of the next, each by itself.
    boolean isOfEvent() {
        return ofEvent;
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Parser {
        private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");
        /// The stack is finite.
        private static final int DEPTH_MAX = 100;
        private static final int TEXT_MAX = 10_000;

        private final String text;
        private int at;
        private int depth;
        private boolean ofEvent;

        Parser(String text) {
            this.text = text;
        }

        Condition parse() throws SyntaxException {
            if (text.length() > TEXT_MAX) {
                throw new SyntaxException("an expression has at most " + TEXT_MAX + " characters", TEXT_MAX);
            }
            Test test = or();
            skip();
            if (at < text.length()) {
                throw new SyntaxException("'" + text.substring(at) + "' is too much; && and || join comparisons", at);
            }
            return new Condition(text.strip(), test, ofEvent);
        }

        private Test or() throws SyntaxException {
            Test left = and();
            while (take("||")) {
                Test a = left;
                Test b = and();
                left = s -> a.holds(s) || b.holds(s);
            }
            return left;
        }

        private Test and() throws SyntaxException {
            Test left = not();
            while (take("&&")) {
                Test a = left;
                Test b = not();
                left = s -> a.holds(s) && b.holds(s);
            }
            return left;
        }

        private Test not() throws SyntaxException {
            skip();
            if (++depth > DEPTH_MAX) {
                throw new SyntaxException("'!' and '(' are nested more than " + DEPTH_MAX + " deep", at);
            }
            Test test = negatedOrGrouped();
            depth--;
            return test;
        }

        private Test negatedOrGrouped() throws SyntaxException {
            if (!text.startsWith("!=", at) && take("!")) {
                Test inner = not();
                return s -> !inner.holds(s);
            }
            if (take("(")) {
                Test inner = or();
                if (!take(")")) {
                    throw new SyntaxException("a ')' is missing", at);
                }
                return inner;
            }
            return test();
        }

        private Test test() throws SyntaxException {
            skip();
            int start = at;
            String name = word();
            Field field = FIELDS.get(ALIASES.getOrDefault(name, name));
            if (field == null) {
                throw new SyntaxException(name.isEmpty() ? "a field is missing" : "there is no field '" + name + "'", start);
            }
            ofEvent |= field.ofEvent;
            String operator = operator();
            if (operator == null) {
                if (field.words != BOOLEANS) {
                    throw new SyntaxException("'" + name + "' lacks a comparison: ==, !=, <, <=, > or >=", at);
                }
                return s -> "true".equals(field.read.of(s));
            }
            skip();
            return field.words == null ? number(field, operator) : word(name, field, operator);
        }

        private Test number(Field field, String operator) throws SyntaxException {
            int start = at;
            String literal = word();
            try {
                long value = Long.parseUnsignedLong(literal);
                return s -> field.read.of(s) instanceof Long own && compares(Long.compareUnsigned(own, value), operator);
            } catch (NumberFormatException e) {
                throw new SyntaxException(literal.isEmpty() ? "a number is missing" : "'" + literal + "' is no number", start);
            }
        }

        private Test word(String name, Field field, String operator) throws SyntaxException {
            int start = at;
            String literal = word();
            List<String> words = field.words;
            if (words == null || !words.contains(literal)) {
                throw new SyntaxException("'" + literal + "' is no " + name + "; it is one of "
                        + (words == null ? "" : words.stream().collect(Collectors.joining(", "))), start);
            }
            if (!operator.equals("==") && !operator.equals("!=")) {
                throw new SyntaxException("'" + name + "' is compared with == or !=", start);
            }
            return s -> field.read.of(s) instanceof String own && own.equals(literal) == operator.equals("==");
        }

        private static boolean compares(int order, String operator) {
            return switch (operator) {
                case "==" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }

        private @Nullable String operator() throws SyntaxException {
            for (String operator : OPERATORS) {
                if (take(operator)) {
                    return operator;
                }
            }
            skip();
            if (at < text.length() && text.charAt(at) == '=') {
                throw new SyntaxException("'=' compares nothing; == does", at);
            }
            return null;
        }

        private boolean take(String token) {
            skip();
            boolean there = text.startsWith(token, at);
            at += there ? token.length() : 0;
            return there;
        }

        private String word() {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
