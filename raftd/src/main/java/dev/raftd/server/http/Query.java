package dev.raftd.server.http;

import dev.raftd.api.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a request's target, each at most once.
final class Query {
    private final Map<String, String> raw = new HashMap<>();

    /// @param text what follows the question mark; empty if nothing does
    Query(String text, Set<String> allowed) throws BadRequestException {
        if (text.isEmpty())
            return;
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!allowed.contains(name))
                throw BadRequestException.invalid(allowed.isEmpty()
                        ? "this path takes no parameters"
                        : "the parameters here are " + String.join(", ", allowed.stream().sorted().toList()));
            if (raw.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null)
                throw BadRequestException.invalid("the parameter " + name + " is there more than once");
        }
    }

    /// Null if it is not there.
    @Nullable
    Bytes bytes(String name) throws BadRequestException {
        String text = raw.get(name);
        return text == null ? null : PercentCode.decode(text);
    }

    boolean flag(String name) throws BadRequestException {
        return switch (raw.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw BadRequestException.invalid(name + " is true or false");
        };
    }

    long number(String name, long otherwise, long min) throws BadRequestException {
        String text = raw.get(name);
        if (text == null)
            return otherwise;
        boolean digits = !text.isEmpty() && text.length() <= 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            long value = digits ? Long.parseLong(text) : -1;
            if (value >= min)
                return value;
        } catch (NumberFormatException e) {
            // 19 digits may still be too many.
        }
        throw BadRequestException.invalid(name + " is a number from " + min + " to 2^63-1");
    }

    /// How many are wanted: at most `max`, which is also what no parameter means.
    int limit(String name, int max) throws BadRequestException {
        return (int) Math.min(number(name, max, 1), max);
    }
}
