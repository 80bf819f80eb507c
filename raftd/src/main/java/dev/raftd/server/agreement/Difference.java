package dev.raftd.server.agreement;

import dev.raftd.api.Alarm;
import dev.raftd.api.ErrorCode;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// Not all stores are equal.
///
/// @param index   the first at which they are not, as far as is remembered
/// @param isExact whether they were equal at the index before; else they may have differed earlier
public record Difference(long index, boolean isExact, Split split) {
    /// The code of the alarm, and of what a member answers whose store is wrong.
    public static final String CODE = ErrorCode.STATE_DIFFERS.toString();

    /// Whether a majority has another store than that member.
    public boolean isWrong(long member) {
        return split.isWrong(member);
    }

    /// The members whose store a majority has; none if no store is a majority's.
    public SortedSet<Long> majority() {
        return split.majority();
    }

    /// The same on every member that knows the same.
    public Alarm alarm() {
        String since = isExact ? "since index " + index : "at index " + index + ", or earlier,";
        if (split.majority().isEmpty()) {
            String groups = split.groups().stream().map(Difference::members).collect(Collectors.joining(", another that of "));
            return new Alarm(CODE, since + " the members' stores are not the same: one is that of " + groups
                    + "; none is a majority's, so nobody can tell which is right, and all are served",
                    "compare what they hold with 'raftctl get --serializable', and replace the members that are wrong");
        }
        SortedSet<Long> wrong = split.wrong();
        String member = wrong.size() == 1 ? Long.toUnsignedString(wrong.first()) : "ID";
        return new Alarm(CODE, since + " the store of " + members(wrong) + " is not that of " + members(split.majority())
                + ", a majority: " + (wrong.size() == 1 ? "it serves" : "they serve") + " nothing more",
                "replace " + members(wrong) + ": raftctl members replace " + member + " NEW=URL");
    }

    private static String members(SortedSet<Long> ids) {
        return (ids.size() == 1 ? "member " : "members ") + ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(", "));
    }
}
